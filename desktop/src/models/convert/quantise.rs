//! ggml's q8_0: blocks of 32 numbers, each a half-precision scale and 32 signed bytes.

use half::f16;

/// Numbers in a block.
pub(super) const BLOCK: usize = 32;
/// Bytes of a block.
pub(super) const BLOCK_BYTES: usize = 2 + BLOCK;

/// Quantises whole blocks as ggml's `quantize_row_q8_0_ref` does: scale = max|x| / 127, number = round(x / scale), halves away from zero.
/// What does not fill a block is left out; the caller sees to it that nothing does.
#[expect(clippy::cast_possible_truncation, reason = "|x / scale| is at most 127")]
pub(super) fn q8_0(values: &[f32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(values.len() / BLOCK * BLOCK_BYTES);
    for block in values.as_chunks::<BLOCK>().0 {
        let largest = block.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let scale = largest / 127.0;
        // ggml multiplies by the inverse; dividing rounds differently now and then
        let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
        out.extend(f16::from_f32(scale).to_le_bytes());
        out.extend(block.iter().map(|value| ((value * inverse).round() as i8).to_le_bytes()[0]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_known_by_hand() {
        let mut block = [0.0; BLOCK];
        (block[0], block[1], block[2]) = (127.0, -127.0, 0.5);
        let out = q8_0(&block);
        assert_eq!(out.len(), BLOCK_BYTES);
        assert_eq!(out[..2], f16::from_f32(1.0).to_le_bytes());
        assert_eq!(out[2..6], [127, 0x81, 1, 0], "a half goes away from zero");
    }

    #[test]
    fn a_block_of_zeros_has_no_scale() {
        assert_eq!(q8_0(&[0.0; BLOCK]), [0; BLOCK_BYTES]);
    }

    proptest! {
        #[test]
        fn each_number_comes_back_within_half_a_step(block in proptest::collection::vec(-10.0_f32..10.0, BLOCK)) {
            let out = q8_0(&block);
            let scale = f16::from_le_bytes([out[0], out[1]]).to_f32();
            let largest = block.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
            for (value, byte) in block.iter().zip(&out[2..]) {
                let back = f32::from(i8::from_le_bytes([*byte])) * scale;
                // half a step, and the rounding of the scale to half precision
                prop_assert!((back - value).abs() <= largest / 127.0 * 0.5 + largest * 0.0006 + 1e-5);
            }
        }
    }
}
