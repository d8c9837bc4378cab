//! Figures written with digits, in Brazilian or English marks.

use rust_decimal::Decimal;

/// Reads "1.234,56", "20.000", "1.5", "0.005", "100,000.50". A single dot before exactly three digits is the Brazilian
/// thousands mark unless the whole part is zero; a single comma is always the decimal mark.
pub(super) fn read(figure: &str) -> Option<Decimal> {
    let dots = figure.matches('.').count();
    let commas = figure.matches(',').count();
    let plain: String = match (dots, commas) {
        (0, 0) => figure.to_owned(),
        (_, 0) => {
            let mut groups = figure.split('.');
            let head = groups.next()?;
            let grouped = groups.clone().all(|g| g.len() == 3) && head != "0" && head.len() <= 3;
            match (grouped, dots) {
                (true, _) => figure.replace('.', ""),
                (false, 1) => figure.to_owned(),
                _ => return None,
            }
        }
        (0, 1) => figure.replace(',', "."),
        (0, _) => figure.replace(',', ""),
        _ => {
            if figure.rfind(',') > figure.rfind('.') {
                figure.replace('.', "").replace(',', ".")
            } else {
                figure.replace(',', "")
            }
        }
    };
    plain.parse().ok()
}
