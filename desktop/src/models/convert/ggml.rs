//! whisper.cpp's model format, as its `convert-pt-to-ggml.py` writes it and its `quantize` rewrites it: little-endian; header, mel filters,
//! vocabulary, then the tensors in the order of OpenAI's checkpoint.

use super::ct2::{Model, Variable};
use super::{ConvertError, mel, quantise};
use half::f16;
use std::io::Write;

const MAGIC: i32 = 0x6767_6d6c;
/// GGML_FTYPE of half precision, and of q8_0 with version 2 of the quantised formats.
const FTYPE_F16: i32 = 1;
const FTYPE_Q8: i32 = 2 * 1000 + 7;
/// GGML_TYPE of a tensor.
const TYPE_F32: i32 = 0;
const TYPE_F16: i32 = 1;
const TYPE_Q8: i32 = 8;

/// How the matrices are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    F16,
    Q8,
}

/// Writes the whole file.
pub(super) fn write(
    model: &Model<'_>,
    vocabulary: &[Vec<u8>],
    precision: Precision,
    out: &mut dyn Write,
) -> Result<(), ConvertError> {
    let mut file = GgmlFile { out, precision };
    let embedding = model.get("decoder/embeddings/weight")?;
    let audio_positions = model.get("encoder/position_encodings/encodings")?;
    let text_positions = model.get("decoder/position_encodings/encodings")?;
    let (encoders, decoders) = (model.layers("encoder"), model.layers("decoder"));
    let width = dimension(audio_positions, 1)?;
    let heads = width / 64;

    file.number(MAGIC)?;
    let ftype = if precision == Precision::F16 { FTYPE_F16 } else { FTYPE_Q8 };
    let [tokens, audio, text] =
        [dimension(embedding, 0)?, dimension(audio_positions, 0)?, dimension(text_positions, 0)?];
    for figure in [tokens, audio, width, heads, encoders, text, width, heads, decoders, mel::FILTERS] {
        file.length(figure)?;
    }
    file.number(ftype)?;

    file.length(mel::FILTERS)?;
    file.length(mel::FREQUENCIES)?;
    for weight in mel::filters() {
        file.bytes(&weight.to_le_bytes())?;
    }
    file.length(vocabulary.len())?;
    for token in vocabulary {
        file.length(token.len())?;
        file.bytes(token)?;
    }

    file.tensor("decoder.positional_embedding", text_positions, Kept::Exact)?;
    file.tensor("encoder.positional_embedding", audio_positions, Kept::Exact)?;
    file.tensor("decoder.token_embedding.weight", embedding, Kept::Matrix)?;
    for layer in 0..decoders {
        file.block(model, "decoder", layer)?;
    }
    file.norm(model, "decoder.ln", "decoder/layer_norm")?;
    for convolution in ["conv1", "conv2"] {
        let weight = model.get(&format!("encoder/{convolution}/weight"))?;
        file.tensor(&format!("encoder.{convolution}.weight"), weight, Kept::Matrix)?;
        let bias = model.get(&format!("encoder/{convolution}/bias"))?;
        file.tensor(&format!("encoder.{convolution}.bias"), bias, Kept::Column)?;
    }
    for layer in 0..encoders {
        file.block(model, "encoder", layer)?;
    }
    file.norm(model, "encoder.ln_post", "encoder/layer_norm")
}

/// How a tensor is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// In single precision.
    Exact,
    /// In single precision, as a matrix of one column: so whisper.cpp adds a convolution's bias.
    Column,
    /// In the file's precision; quantised only when it has two dimensions.
    Matrix,
}

struct GgmlFile<'a> {
    out: &'a mut dyn Write,
    precision: Precision,
}

impl GgmlFile<'_> {
    /// One transformer layer.
    fn block(&mut self, model: &Model<'_>, side: &str, layer: usize) -> Result<(), ConvertError> {
        let to = format!("{side}.blocks.{layer}");
        let from = format!("{side}/layer_{layer}");
        self.norm(model, &format!("{to}.mlp_ln"), &format!("{from}/ffn/layer_norm"))?;
        self.linear(model, &format!("{to}.mlp.0"), &format!("{from}/ffn/linear_0"))?;
        self.linear(model, &format!("{to}.mlp.2"), &format!("{from}/ffn/linear_1"))?;

        self.norm(model, &format!("{to}.attn_ln"), &format!("{from}/self_attention/layer_norm"))?;
        // CTranslate2 keeps the three projections in one matrix
        let weight = model.get(&format!("{from}/self_attention/linear_0/weight"))?;
        let bias = model.get(&format!("{from}/self_attention/linear_0/bias"))?;
        let third = dimension(weight, 0)? / 3;
        self.tensor(&format!("{to}.attn.query.weight"), &weight.rows(0..third)?, Kept::Matrix)?;
        self.tensor(&format!("{to}.attn.query.bias"), &bias.rows(0..third)?, Kept::Exact)?;
        self.keys_and_values(&format!("{to}.attn"), weight, bias, third)?;
        self.linear(model, &format!("{to}.attn.out"), &format!("{from}/self_attention/linear_1"))?;
        if side == "encoder" {
            return Ok(());
        }

        self.norm(model, &format!("{to}.cross_attn_ln"), &format!("{from}/attention/layer_norm"))?;
        self.linear(model, &format!("{to}.cross_attn.query"), &format!("{from}/attention/linear_0"))?;
        let weight = model.get(&format!("{from}/attention/linear_1/weight"))?;
        let bias = model.get(&format!("{from}/attention/linear_1/bias"))?;
        self.keys_and_values(&format!("{to}.cross_attn"), weight, bias, 0)?;
        self.linear(model, &format!("{to}.cross_attn.out"), &format!("{from}/attention/linear_2"))
    }

    /// The key and value projections: from row `start` of the joined matrix, half of the rest each. Whisper's keys have no bias.
    fn keys_and_values(
        &mut self,
        to: &str,
        weight: &Variable<'_>,
        bias: &Variable<'_>,
        start: usize,
    ) -> Result<(), ConvertError> {
        let end = dimension(weight, 0)?;
        let middle = start + (end - start) / 2;
        if bias.rows(start..middle)?.values()?.iter().any(|value| *value != 0.0) {
            return Err(ConvertError::Model(format!("{to}.key has a bias")));
        }
        self.tensor(&format!("{to}.key.weight"), &weight.rows(start..middle)?, Kept::Matrix)?;
        self.tensor(&format!("{to}.value.weight"), &weight.rows(middle..end)?, Kept::Matrix)?;
        self.tensor(&format!("{to}.value.bias"), &bias.rows(middle..end)?, Kept::Exact)
    }

    fn norm(&mut self, model: &Model<'_>, to: &str, from: &str) -> Result<(), ConvertError> {
        self.tensor(&format!("{to}.weight"), model.get(&format!("{from}/gamma"))?, Kept::Exact)?;
        self.tensor(&format!("{to}.bias"), model.get(&format!("{from}/beta"))?, Kept::Exact)
    }

    fn linear(&mut self, model: &Model<'_>, to: &str, from: &str) -> Result<(), ConvertError> {
        self.tensor(&format!("{to}.weight"), model.get(&format!("{from}/weight"))?, Kept::Matrix)?;
        self.tensor(&format!("{to}.bias"), model.get(&format!("{from}/bias"))?, Kept::Exact)
    }

    fn tensor(&mut self, name: &str, tensor: &Variable<'_>, kept: Kept) -> Result<(), ConvertError> {
        let mut shape: Vec<usize> = tensor.shape().iter().copied().filter(|length| *length != 1).collect();
        if kept == Kept::Column {
            shape = vec![shape.iter().product(), 1];
        }
        let values = tensor.values()?;
        let (code, bytes): (i32, Vec<u8>) = match (kept, self.precision) {
            (Kept::Matrix, Precision::Q8) if shape.len() == 2 => {
                if !shape[1].is_multiple_of(quantise::BLOCK) {
                    return Err(ConvertError::Model(format!("{name}: rows of {} do not fill blocks", shape[1])));
                }
                (TYPE_Q8, quantise::q8_0(&values))
            }
            (Kept::Matrix, _) if shape.len() >= 2 => {
                (TYPE_F16, values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect())
            }
            _ => (TYPE_F32, values.iter().flat_map(|value| value.to_le_bytes()).collect()),
        };
        self.length(shape.len())?;
        self.length(name.len())?;
        self.number(code)?;
        // ggml writes the fastest dimension first
        for length in shape.iter().rev() {
            self.length(*length)?;
        }
        self.bytes(name.as_bytes())?;
        self.bytes(&bytes)
    }

    fn length(&mut self, length: usize) -> Result<(), ConvertError> {
        self.number(i32::try_from(length).map_err(|_| ConvertError::Model(format!("a length of {length}")))?)
    }

    fn number(&mut self, number: i32) -> Result<(), ConvertError> {
        self.bytes(&number.to_le_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), ConvertError> {
        self.out.write_all(bytes).map_err(ConvertError::Write)
    }
}

fn dimension(variable: &Variable<'_>, index: usize) -> Result<usize, ConvertError> {
    let shape = variable.shape();
    shape.get(index).copied().ok_or_else(|| ConvertError::Model(format!("the shape {shape:?}")))
}

#[cfg(test)]
mod tests {
    use super::super::ct2::tests::written;
    use super::*;

    const WIDTH: usize = 64;

    /// A Whisper of one layer a side, 64 wide, 3 tokens; its numbers count on so that a misplaced row shows.
    fn tiny(key_bias: f32) -> Vec<u8> {
        let mut variables = Vec::new();
        let mut count = 0.0;
        let mut add = |name: String, shape: Vec<usize>| {
            let length: usize = shape.iter().product();
            let values = (0..length)
                .map(|_| {
                    count += 1.0;
                    count % 1000.0
                })
                .collect();
            variables.push((name, shape, true, values));
        };
        for side in ["encoder", "decoder"] {
            let attentions: &[&str] =
                if side == "encoder" { &["self_attention"] } else { &["self_attention", "attention"] };
            add(format!("{side}/position_encodings/encodings"), vec![5, WIDTH]);
            add(format!("{side}/layer_norm/gamma"), vec![WIDTH]);
            add(format!("{side}/layer_norm/beta"), vec![WIDTH]);
            let layer = format!("{side}/layer_0");
            for norm in attentions.iter().chain(&["ffn"]) {
                add(format!("{layer}/{norm}/layer_norm/gamma"), vec![WIDTH]);
                add(format!("{layer}/{norm}/layer_norm/beta"), vec![WIDTH]);
            }
            let mut linear = |name: String, rows: usize| {
                add(format!("{layer}/{name}/weight"), vec![rows, WIDTH]);
                add(format!("{layer}/{name}/bias"), vec![rows]);
            };
            linear("ffn/linear_0".into(), 4 * WIDTH);
            linear("ffn/linear_1".into(), WIDTH);
            linear("self_attention/linear_0".into(), 3 * WIDTH);
            linear("self_attention/linear_1".into(), WIDTH);
            if side == "decoder" {
                linear("attention/linear_0".into(), WIDTH);
                linear("attention/linear_1".into(), 2 * WIDTH);
                linear("attention/linear_2".into(), WIDTH);
            }
        }
        add("decoder/embeddings/weight".into(), vec![3, WIDTH]);
        for convolution in ["conv1", "conv2"] {
            add(format!("encoder/{convolution}/weight"), vec![WIDTH, 2, 3]);
            add(format!("encoder/{convolution}/bias"), vec![WIDTH]);
        }
        for (name, _, _, values) in &mut variables {
            let values: &mut Vec<f32> = values;
            if name.ends_with("self_attention/linear_0/bias") {
                values[WIDTH..2 * WIDTH].fill(key_bias);
            }
            if name.ends_with("attention/linear_1/bias") && values.len() == 2 * WIDTH {
                values[..WIDTH].fill(key_bias);
            }
        }
        written("WhisperSpec", &variables, &[])
    }

    fn convert(bytes: &[u8], precision: Precision) -> Result<Vec<u8>, ConvertError> {
        let vocabulary = [b"!".to_vec(), "ç".as_bytes().to_vec(), Vec::new()];
        let mut out = Vec::new();
        write(&Model::parse(bytes)?, &vocabulary, precision, &mut out)?;
        Ok(out)
    }

    struct Tensor {
        name: String,
        shape: Vec<usize>,
        code: i32,
        bytes: Vec<u8>,
    }

    /// Reads the file back as whisper.cpp does: header, filters, vocabulary, tensors.
    fn read(file: &[u8]) -> (Vec<i32>, Vec<Vec<u8>>, Vec<Tensor>) {
        let mut at = 0;
        let mut take = |length: usize| {
            at += length;
            &file[at - length..at]
        };
        let int = |bytes: &[u8]| i32::from_le_bytes(bytes.try_into().unwrap());
        let size = |bytes: &[u8]| usize::try_from(int(bytes)).unwrap();
        let header: Vec<i32> = (0..12).map(|_| int(take(4))).collect();
        let filters = size(take(4)) * size(take(4));
        take(4 * filters);
        let tokens = size(take(4));
        let vocabulary = (0..tokens)
            .map(|_| {
                let length = size(take(4));
                take(length).to_vec()
            })
            .collect();
        let end = file.len();
        let mut tensors = Vec::new();
        let mut used = 12 * 4 + 8 + 4 * filters;
        used += 4 + [1, 2, 0].iter().map(|length| 4 + length).sum::<usize>();
        while used < end {
            let (rank, length, code) = (size(take(4)), size(take(4)), int(take(4)));
            let shape: Vec<usize> = (0..rank).map(|_| size(take(4))).collect();
            let name = String::from_utf8(take(length).to_vec()).unwrap();
            let numbers: usize = shape.iter().product();
            let bytes = match code {
                0 => 4 * numbers,
                1 => 2 * numbers,
                8 => numbers / 32 * 34,
                _ => panic!("type {code}"),
            };
            tensors.push(Tensor { name, shape, code, bytes: take(bytes).to_vec() });
            used += 12 + 4 * rank + length + bytes;
        }
        assert_eq!(used, end);
        (header, vocabulary, tensors)
    }

    #[test]
    fn the_header_counts_what_the_model_has() {
        let (header, vocabulary, tensors) = read(&convert(&tiny(0.0), Precision::F16).unwrap());
        assert_eq!(header, [MAGIC, 3, 5, 64, 1, 1, 5, 64, 1, 1, 80, 1]);
        assert_eq!(vocabulary, [b"!".to_vec(), "ç".as_bytes().to_vec(), Vec::new()]);
        // a layer has 15 tensors, the decoder's 9 more for the cross attention; 2 closing norms, 2 convolutions, 2 positions, the tokens
        assert_eq!(tensors.len(), 15 + 24 + 4 + 4 + 2 + 1);
        let quantised = read(&convert(&tiny(0.0), Precision::Q8).unwrap()).0;
        assert_eq!(quantised[11], 2007);
    }

    #[test]
    fn the_joined_projections_are_taken_apart() {
        let bytes = tiny(0.0);
        let (_, _, tensors) = read(&convert(&bytes, Precision::F16).unwrap());
        let model = Model::parse(&bytes).unwrap();
        let of = |name: &str| tensors.iter().find(|tensor| tensor.name == name).unwrap();
        for (side, prefix, source, keys) in [
            ("encoder", "attn", "self_attention/linear_0", 1),
            ("decoder", "attn", "self_attention/linear_0", 1),
            ("decoder", "cross_attn", "attention/linear_1", 0),
        ] {
            let whole = model.get(&format!("{side}/layer_0/{source}/weight")).unwrap().values().unwrap();
            let third = |n: usize| -> Vec<u8> {
                let values = &whole[n * WIDTH * WIDTH..(n + 1) * WIDTH * WIDTH];
                values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect()
            };
            assert_eq!(of(&format!("{side}.blocks.0.{prefix}.key.weight")).bytes, third(keys));
            assert_eq!(of(&format!("{side}.blocks.0.{prefix}.value.weight")).bytes, third(keys + 1));
        }
        assert!(!tensors.iter().any(|tensor| tensor.name.ends_with("key.bias")));
    }

    #[test]
    fn matrices_are_halved_or_quantised_and_the_rest_stays_exact() {
        for (precision, code) in [(Precision::F16, TYPE_F16), (Precision::Q8, TYPE_Q8)] {
            for tensor in read(&convert(&tiny(0.0), precision).unwrap()).2 {
                let exact = tensor.shape.len() == 1
                    || tensor.name.ends_with("positional_embedding")
                    || tensor.name.ends_with("conv1.bias")
                    || tensor.name.ends_with("conv2.bias");
                let expected = match tensor.shape.len() {
                    _ if exact => TYPE_F32,
                    3 => TYPE_F16, // convolutions are never quantised
                    _ => code,
                };
                assert_eq!(tensor.code, expected, "{}", tensor.name);
            }
        }
    }

    #[test]
    fn shapes_are_written_fastest_dimension_first() {
        let tensors = read(&convert(&tiny(0.0), Precision::F16).unwrap()).2;
        let shape = |name: &str| tensors.iter().find(|tensor| tensor.name == name).unwrap().shape.clone();
        assert_eq!(shape("encoder.conv1.weight"), [3, 2, 64]);
        assert_eq!(shape("encoder.conv1.bias"), [1, 64]);
        assert_eq!(shape("encoder.blocks.0.mlp.0.weight"), [64, 256]);
    }

    #[test]
    fn a_model_that_is_no_whisper_is_refused() {
        let biased = convert(&tiny(0.5), Precision::F16).unwrap_err();
        assert!(biased.to_string().contains("key has a bias"), "{biased}");
        let empty = convert(&written("WhisperSpec", &[], &[]), Precision::F16).unwrap_err();
        assert!(empty.to_string().contains("no variable"), "{empty}");
    }

    #[test]
    fn the_prefix_of_the_published_file_is_met_exactly() {
        let mirror = std::env::var_os("ALFA_MODELS_MIRROR").map(std::path::PathBuf::from);
        let Some(file) = mirror.and_then(|folder| std::fs::read(folder.join("ggml-base-q8_0.bin")).ok()) else {
            eprintln!("skipped: ALFA_MODELS_MIRROR has no ggml-base-q8_0.bin");
            return;
        };
        let filters: Vec<u8> = mel::filters().iter().flat_map(|weight| weight.to_le_bytes()).collect();
        assert!(file[56..56 + filters.len()] == filters, "the mel filters differ");
    }
}
