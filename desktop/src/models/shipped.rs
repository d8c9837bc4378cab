//! The model files that are part of the program.

/// The bytes of a shipped file.
pub(super) fn bytes(name: &str) -> Option<&'static [u8]> {
    Some(match name {
        "kokoro-v1.0-w8.onnx" => include_bytes!("../../../models/kokoro-v1.0-w8.onnx"),
        "kokoro-vocab.json" => include_bytes!("../../../models/kokoro-vocab.json"),
        "pf_dora.bin" => include_bytes!("../../../models/pf_dora.bin"),
        "pm_alex.bin" => include_bytes!("../../../models/pm_alex.bin"),
        "pm_santa.bin" => include_bytes!("../../../models/pm_santa.bin"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Catalogue;
    use crate::models::verified::hexadecimal;
    use sha2::{Digest, Sha256};

    #[test]
    fn every_shipped_file_of_the_catalogue_is_in_the_program_and_is_the_right_one() {
        let catalogue = Catalogue::shipped().unwrap();
        let files: Vec<_> =
            catalogue.models().iter().flat_map(|model| &model.files).filter(|file| file.is_shipped()).collect();
        assert_eq!(files.len(), 5);
        for file in files {
            let bytes = bytes(&file.name).unwrap();
            assert_eq!(bytes.len() as u64, file.bytes, "{}", file.name);
            assert_eq!(hexadecimal(&Sha256::digest(bytes)), file.sha256, "{}", file.name);
        }
    }
}
