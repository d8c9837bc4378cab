//! CTranslate2's binary model format, as its `model_spec.py` writes it (binary version 6): little-endian, strings with their length and a closing NUL.

use super::ConvertError;
use half::f16;
use std::collections::HashMap;

/// A model: its variables by name, borrowing the file's bytes.
#[derive(Debug)]
pub(super) struct Model<'a> {
    variables: HashMap<String, Variable<'a>>,
    aliases: HashMap<String, String>,
}

/// The kinds of number a variable may hold that are used here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    F32,
    F16,
    /// Known to the format, not used by a half-precision model.
    Other,
}

impl Element {
    fn of_code(code: u8) -> Option<(Self, usize)> {
        // DataType of CTranslate2: float32, int8, int16, int32, float16, bfloat16
        Some(match code {
            0 => (Self::F32, 4),
            1 => (Self::Other, 1),
            2 | 5 => (Self::Other, 2),
            3 => (Self::Other, 4),
            4 => (Self::F16, 2),
            _ => return None,
        })
    }
}

/// A tensor, row by row.
#[derive(Debug, Clone)]
pub(super) struct Variable<'a> {
    shape: Vec<usize>,
    element: Element,
    bytes: &'a [u8],
}

impl<'a> Model<'a> {
    /// Reads a whole model file.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ConvertError> {
        let mut reader = Reader { bytes };
        let version = reader.u32()?;
        if version != 6 {
            return Err(wrong(format!("binary version {version}")));
        }
        let spec = reader.string()?;
        if spec != "WhisperSpec" {
            return Err(wrong(format!("a {spec}")));
        }
        let _revision = reader.u32()?;
        let mut variables = HashMap::new();
        for _ in 0..reader.u32()? {
            let name = reader.string()?;
            let rank = reader.take(1)?[0];
            let shape = (0..rank).map(|_| reader.u32().map(|n| n as usize)).collect::<Result<Vec<_>, _>>()?;
            let code = reader.take(1)?[0];
            let (element, width) = Element::of_code(code).ok_or_else(|| wrong(format!("{name}: type {code}")))?;
            let length = reader.u32()? as usize;
            let expected = shape.iter().try_fold(width, |product, n| product.checked_mul(*n));
            if expected != Some(length) {
                return Err(wrong(format!("{name}: {length} bytes for the shape {shape:?}")));
            }
            variables.insert(name, Variable { shape, element, bytes: reader.take(length)? });
        }
        let aliases = (0..reader.u32()?).map(|_| Ok((reader.string()?, reader.string()?))).collect::<Result<_, _>>()?;
        if !reader.bytes.is_empty() {
            return Err(wrong(format!("{} bytes too many", reader.bytes.len())));
        }
        Ok(Self { variables, aliases })
    }

    /// The variable of that name.
    pub fn get(&self, name: &str) -> Result<&Variable<'a>, ConvertError> {
        let own = self.variables.get(name);
        let own = own.or_else(|| self.variables.get(self.aliases.get(name)?));
        own.ok_or_else(|| wrong(format!("no variable {name}")))
    }

    /// How many layers `encoder` or `decoder` has.
    pub fn layers(&self, side: &str) -> usize {
        (0..).take_while(|layer| self.get(&format!("{side}/layer_{layer}/ffn/linear_0/bias")).is_ok()).count()
    }
}

impl Variable<'_> {
    /// Its dimensions, slowest first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The rows `rows` of its first dimension.
    pub fn rows(&self, rows: std::ops::Range<usize>) -> Result<Self, ConvertError> {
        let (first, rest) = self.shape.split_first().ok_or_else(|| wrong("a scalar has no rows".to_owned()))?;
        if rows.start > rows.end || rows.end > *first {
            return Err(wrong(format!("no rows {rows:?} in the shape {:?}", self.shape)));
        }
        let row = self.bytes.len() / (*first).max(1);
        let shape = [&[rows.len()], rest].concat();
        Ok(Self { shape, element: self.element, bytes: &self.bytes[rows.start * row..rows.end * row] })
    }

    /// Its numbers in order, in single precision.
    pub fn values(&self) -> Result<Vec<f32>, ConvertError> {
        match self.element {
            Element::F32 => Ok(self.bytes.as_chunks().0.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect()),
            Element::F16 => {
                Ok(self.bytes.as_chunks().0.iter().map(|chunk| f16::from_le_bytes(*chunk).to_f32()).collect())
            }
            Element::Other => Err(wrong("a quantised tensor".to_owned())),
        }
    }
}

fn wrong(reason: String) -> ConvertError {
    ConvertError::Model(reason)
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ConvertError> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or_else(|| wrong("it ends too early".to_owned()))?;
        self.bytes = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, ConvertError> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn string(&mut self) -> Result<String, ConvertError> {
        let length = self.take(2)?;
        let bytes = self.take(usize::from(u16::from_le_bytes([length[0], length[1]])))?;
        let text = bytes.strip_suffix(&[0]).ok_or_else(|| wrong("a string without its end".to_owned()))?;
        String::from_utf8(text.to_vec()).map_err(|_| wrong("a string that is no text".to_owned()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Writes a model as CTranslate2 does: (name, shape, half precision?, numbers).
    pub fn written(
        spec: &str,
        variables: &[(String, Vec<usize>, bool, Vec<f32>)],
        aliases: &[(&str, &str)],
    ) -> Vec<u8> {
        let mut out = Vec::new();
        let string = |out: &mut Vec<u8>, text: &str| {
            out.extend(u16::try_from(text.len() + 1).unwrap().to_le_bytes());
            out.extend(text.as_bytes());
            out.push(0);
        };
        let number = |out: &mut Vec<u8>, n: usize| out.extend(u32::try_from(n).unwrap().to_le_bytes());
        number(&mut out, 6);
        string(&mut out, spec);
        number(&mut out, 3);
        number(&mut out, variables.len());
        for (name, shape, is_half, values) in variables {
            string(&mut out, name);
            out.push(u8::try_from(shape.len()).unwrap());
            shape.iter().for_each(|n| number(&mut out, *n));
            let bytes: Vec<u8> = if *is_half {
                values.iter().flat_map(|v| f16::from_f32(*v).to_le_bytes()).collect()
            } else {
                values.iter().flat_map(|v| v.to_le_bytes()).collect()
            };
            out.push(if *is_half { 4 } else { 0 });
            number(&mut out, bytes.len());
            out.extend(bytes);
        }
        number(&mut out, aliases.len());
        for (alias, name) in aliases {
            string(&mut out, alias);
            string(&mut out, name);
        }
        out
    }

    fn small() -> Vec<u8> {
        let matrix = ("a/weight".to_owned(), vec![3, 2], true, vec![0.5, -1.0, 2.0, 3.0, 4.0, 5.5]);
        let vector = ("a/bias".to_owned(), vec![2], false, vec![0.1, 0.2]);
        written("WhisperSpec", &[matrix, vector], &[("b/weight", "a/weight")])
    }

    #[test]
    fn variables_rows_and_aliases_are_read() {
        let bytes = small();
        let model = Model::parse(&bytes).unwrap();
        assert_eq!(model.get("a/weight").unwrap().shape(), [3, 2]);
        assert_eq!(model.get("b/weight").unwrap().values().unwrap(), [0.5, -1.0, 2.0, 3.0, 4.0, 5.5]);
        let rows = model.get("a/weight").unwrap().rows(1..3).unwrap();
        assert_eq!((rows.shape(), rows.values().unwrap()), (&[2, 2][..], vec![2.0, 3.0, 4.0, 5.5]));
        assert_eq!(model.get("a/bias").unwrap().values().unwrap(), [0.1, 0.2]);
        assert!(model.get("a/weight").unwrap().rows(1..4).is_err());
        assert!(model.get("c").is_err());
    }

    #[test]
    fn another_model_is_refused() {
        let error = Model::parse(&written("TransformerSpec", &[], &[])).unwrap_err();
        assert!(error.to_string().contains("TransformerSpec"));
    }

    proptest! {
        #[test]
        fn a_cut_model_is_an_error_and_no_panic(cut in 0..200_usize) {
            let bytes = small();
            prop_assume!(cut < bytes.len());
            prop_assert!(Model::parse(&bytes[..cut]).is_err());
        }

        #[test]
        fn any_bytes_are_a_model_or_an_error(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), honest in any::<bool>()) {
            if honest {
                let begin = written("WhisperSpec", &[], &[]);
                bytes.splice(0..0, begin[..begin.len() - 8].iter().copied());
            }
            let _ = Model::parse(&bytes);
        }
    }
}
