//! Whisper's multilingual vocabulary from a `tokenizer.json`: the byte strings of the tokens 0 to 50256, in order.

use super::ConvertError;
use serde::Deserialize;
use std::collections::HashMap;

/// How many tokens are byte strings; the ones above are marks (end of text, languages, times).
const TOKENS: usize = 50_257;

#[derive(Deserialize)]
struct Tokenizer {
    model: Model,
}

#[derive(Deserialize)]
struct Model {
    vocab: HashMap<String, usize>,
}

/// The tokens' bytes.
pub(super) fn read(tokenizer: &[u8]) -> Result<Vec<Vec<u8>>, ConvertError> {
    of_length(tokenizer, TOKENS)
}

fn of_length(tokenizer: &[u8], tokens: usize) -> Result<Vec<Vec<u8>>, ConvertError> {
    let tokenizer: Tokenizer = serde_json::from_slice(tokenizer).map_err(|error| wrong(error.to_string()))?;
    let bytes = byte_of_letter();
    let mut vocabulary = vec![None; tokens];
    for (token, id) in tokenizer.model.vocab {
        let Some(place) = vocabulary.get_mut(id) else { continue };
        let decoded: Option<Vec<u8>> = token.chars().map(|letter| bytes.get(&letter).copied()).collect();
        *place = Some(decoded.ok_or_else(|| wrong(format!("token {id} is no byte string")))?);
    }
    let gap = vocabulary.iter().position(Option::is_none);
    gap.map_or(Ok(()), |id| Err(wrong(format!("no token {id}"))))?;
    Ok(vocabulary.into_iter().flatten().collect())
}

/// GPT-2's `bytes_to_unicode`, backwards: printable bytes are written as themselves, the others as the letters from U+0100 on.
fn byte_of_letter() -> HashMap<char, u8> {
    let printable = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let plain = (0..=255).filter(|byte| printable(*byte)).map(|byte| (char::from(byte), byte));
    let shifted = (0..=255_u8).filter(|byte| !printable(*byte));
    plain.chain(('\u{100}'..).zip(shifted)).collect()
}

fn wrong(reason: String) -> ConvertError {
    ConvertError::Tokenizer(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_letter() {
        let bytes = byte_of_letter();
        assert_eq!(bytes.len(), 256);
        assert_eq!(bytes[&'a'], b'a');
        assert_eq!(bytes[&'Ġ'], b' ');
        assert_eq!(bytes[&'Ċ'], b'\n');
        assert_eq!(bytes[&'Ã'], 0xC3);
    }

    #[test]
    fn tokens_stand_in_the_order_of_their_ids() {
        let json = r#"{"model":{"vocab":{"Ġpre":2,"!":0,"Ã§o":1,"":3,"<|endoftext|>":4}}}"#;
        assert_eq!(of_length(json.as_bytes(), 4).unwrap(), [&b"!"[..], "ço".as_bytes(), b" pre", b""]);
    }

    #[test]
    fn a_gap_a_strange_letter_and_no_json_are_refused() {
        for (json, reason) in [
            (r#"{"model":{"vocab":{"!":0,"a":2}}}"#, "no token 1"),
            (r#"{"model":{"vocab":{"!":0,"日":1}}}"#, "token 1"),
            ("[]", "tokenizer"),
        ] {
            assert!(of_length(json.as_bytes(), 2).unwrap_err().to_string().contains(reason), "{json}");
        }
    }
}
