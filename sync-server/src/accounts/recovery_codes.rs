//! Codes that take a lost second factor's place, each once.

use super::codes;
use crate::Problem;
use sqlx::PgConnection;
use uuid::Uuid;

const COUNT: usize = 10;
/// RFC 4648, base 32.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// 80 bits.
const LENGTH: usize = 16;

fn fresh() -> Result<String, Problem> {
    let mut bytes = [0_u8; LENGTH];
    getrandom::fill(&mut bytes).map_err(|_| Problem::internal())?;
    let letters = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 31)));
    Ok(letters.copied().map(char::from).collect())
}

/// In groups of four.
fn shown(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// As it is typed: with or without hyphens and spaces, in any case.
fn typed(code: &str) -> Option<String> {
    let plain: String = code.chars().filter(|character| *character != '-' && !character.is_whitespace()).collect();
    let plain = plain.to_ascii_uppercase();
    (plain.len() == LENGTH && plain.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(plain)
}

/// Makes ten; those from before hold no more. They are shown once.
pub(super) async fn renew(connection: &mut PgConnection, user_id: Uuid) -> Result<Vec<String>, Problem> {
    let fresh = (0..COUNT).map(|_| fresh()).collect::<Result<Vec<_>, _>>()?;
    sqlx::query("DELETE FROM recovery_code WHERE user_id = $1").bind(user_id).execute(&mut *connection).await?;
    sqlx::query("INSERT INTO recovery_code (user_id, hash) SELECT $1, unnest($2::bytea[])")
        .bind(user_id)
        .bind(fresh.iter().map(|code| codes::hash(code)).collect::<Vec<_>>())
        .execute(connection)
        .await?;
    Ok(fresh.iter().map(|code| shown(code)).collect())
}

/// Uses one; `false` for what is none, or was used.
pub(super) async fn used(connection: &mut PgConnection, user_id: Uuid, code: &str) -> Result<bool, Problem> {
    let Some(code) = typed(code) else { return Ok(false) };
    let used =
        sqlx::query("UPDATE recovery_code SET used_at = now() WHERE user_id = $1 AND hash = $2 AND used_at IS NULL")
            .bind(user_id)
            .bind(codes::hash(&code))
            .execute(connection)
            .await?;
    Ok(used.rows_affected() > 0)
}

/// How many are left.
pub(super) async fn left(connection: &mut PgConnection, user_id: Uuid) -> Result<i64, Problem> {
    let (left,) = sqlx::query_as("SELECT count(*) FROM recovery_code WHERE user_id = $1 AND used_at IS NULL")
        .bind(user_id)
        .fetch_one(connection)
        .await?;
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = fresh().unwrap();
        let shown = shown(&code);
        assert_eq!(shown.len(), 19);
        assert_eq!(typed(&shown).as_ref(), Some(&code));
        assert_eq!(typed(&format!(" {} ", shown.to_lowercase().replace('-', " "))), Some(code.clone()));
        for wrong in ["", "123456", &code[1..], &format!("{code}A"), "AAAA-AAAA-AAAA-AAA1"] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
        assert_ne!(fresh().unwrap(), code);
    }
}
