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
                if shape[1] % quantise::BLOCK != 0 {
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
