//! Schemas (OpenAPI) of what is written by hand on the wire.

use crate::wire::Placed;
use crate::{Digest, Op};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

impl PartialSchema for Digest {
    fn schema() -> RefOr<Schema> {
        let digest = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{32}$"));
        digest.description(Some("In 32 hexadecimal digits.")).into()
    }
}

impl ToSchema for Digest {}

/// An [`Op`] with one field more; all of both schemas at once would be nothing, as each is without the other's fields.
impl PartialSchema for Placed {
    fn schema() -> RefOr<Schema> {
        let mut placed = Op::schema();
        if let RefOr::T(Schema::Object(object)) = &mut placed {
            let integer = ObjectBuilder::new().schema_type(Type::Integer);
            let seq = integer.format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)));
            let seq = seq.description(Some("Its place in the order of the account's changes."));
            object.properties.insert("seq".to_owned(), seq.into());
            object.required.push("seq".to_owned());
            object.description = Some("A change with its place.".to_owned());
        }
        placed
    }
}

impl ToSchema for Placed {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Op::schemas(schemas);
    }
}
