//! Resources as clients send them: values of the right type under the right names, and nothing else.

use serde_json::Value;

use super::schema::{Attribute, Mutability, ResourceType, Schema, Type};
use super::{Kind, Object, Refused, Result, find};

/// The most characters of one text.
const MAX_CHARACTERS: usize = 4_000;

fn refused(detail: impl Into<String>) -> Refused {
    Refused::new(Kind::InvalidValue, detail)
}

/// Reads the body of a request as a resource. What the server itself says, and what it does not know, is left out: no
/// answer claims to have kept it.
///
/// # Errors
/// A value is not of its attribute's type, or one that is needed is missing.
pub fn read(kind: &ResourceType, body: &Object) -> Result<Object> {
    if let Some(Value::Array(schemas)) = find(body, "schemas")
        && !schemas.iter().any(|urn| {
            urn.as_str()
                .is_some_and(|urn| urn.eq_ignore_ascii_case(kind.schema.urn))
        })
    {
        return Err(Refused::new(
            Kind::InvalidSyntax,
            format!("\"schemas\" should name {}.", kind.schema.urn),
        ));
    }
    let mut resource = read_attributes(kind.schema, body)?;
    if let Some(id) = find(body, "externalId").and_then(Value::as_str) {
        resource.insert(
            "externalId".to_owned(),
            Value::String(read_text("externalId", id)?),
        );
    }
    for extension in kind.extensions {
        if let Some(Value::Object(parts)) = find(body, extension.urn) {
            let parts = read_attributes(extension, parts)?;
            if !parts.is_empty() {
                resource.insert(extension.urn.to_owned(), Value::Object(parts));
            }
        }
    }
    check(kind, &resource)?;
    Ok(resource)
}

/// Refuses a resource that lacks what it cannot be without.
///
/// # Errors
/// A required attribute is missing or empty, or two values of one attribute are the one to use first.
pub fn check(kind: &ResourceType, resource: &Object) -> Result<()> {
    for attribute in kind.schema.attributes {
        let value = resource.get(attribute.name);
        let is_there = value.is_some_and(|value| value.as_str() != Some(""));
        if attribute.required && !is_there {
            return Err(refused(format!("{} is missing.", attribute.name)));
        }
        let primaries = value.and_then(Value::as_array).map_or(0, |values| {
            values.iter().filter(|one| is_primary(one)).count()
        });
        if primaries > 1 {
            return Err(refused(format!(
                "{primaries} values of {} are marked as primary; one can be.",
                attribute.name
            )));
        }
    }
    Ok(())
}

/// Whether the value is the one to use first.
#[must_use]
pub fn is_primary(value: &Value) -> bool {
    value.get("primary").and_then(Value::as_bool) == Some(true)
}

fn read_attributes(schema: &Schema, body: &Object) -> Result<Object> {
    let mut resource = Object::new();
    for attribute in schema.attributes {
        if attribute.mutability == Mutability::ReadOnly {
            continue;
        }
        if let Some(value) = find(body, attribute.name)
            && let Some(value) = read_value(attribute, value)?
        {
            resource.insert(attribute.name.to_owned(), value);
        }
    }
    Ok(resource)
}

/// Reads the value of `attribute`, or all of its values; `None` for a value that means "none" (RFC 7643 §2.5).
///
/// # Errors
/// The value is not of the attribute's type.
pub fn read_value(attribute: &Attribute, value: &Value) -> Result<Option<Value>> {
    if !attribute.multi_valued {
        return read_one(attribute, value);
    }
    let mut read = Vec::new();
    match value {
        Value::Array(values) => {
            for value in values {
                read.extend(read_one(attribute, value)?);
            }
        }
        one => read.extend(read_one(attribute, one)?),
    }
    Ok((!read.is_empty()).then_some(Value::Array(read)))
}

/// Reads one value of `attribute`.
///
/// # Errors
/// The value is not of the attribute's type.
pub fn read_one(attribute: &Attribute, value: &Value) -> Result<Option<Value>> {
    let name = attribute.name;
    if value.is_null() {
        return Ok(None);
    }
    let read = match attribute.kind {
        Type::Text | Type::Reference(_) => match value {
            Value::String(text) => Value::String(read_text(name, text)?),
            _ => return Err(refused(format!("{name} should be a text."))),
        },
        // Entra sends the texts "True" and "False".
        Type::Boolean => match value {
            Value::Bool(value) => Value::Bool(*value),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Value::Bool(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Value::Bool(false),
            _ => return Err(refused(format!("{name} should be true or false."))),
        },
        Type::Complex(parts) => match value {
            Value::Object(object) => {
                let mut read = Object::new();
                for part in parts {
                    if part.mutability == Mutability::ReadOnly {
                        continue;
                    }
                    if let Some(value) = find(object, part.name)
                        && let Some(value) = read_one(part, value)?
                    {
                        read.insert(part.name.to_owned(), value);
                    }
                }
                if read.is_empty() {
                    return Ok(None);
                }
                Value::Object(read)
            }
            // The short form of what has a part of that name: Entra names a manager so.
            Value::String(text) if attribute.part("value").is_some() => {
                if text.is_empty() {
                    return Ok(None);
                }
                let value = Value::String(read_text(name, text)?);
                Value::Object(Object::from_iter([("value".to_owned(), value)]))
            }
            _ => {
                return Err(refused(format!(
                    "{name} should be an object with {}.",
                    parts
                        .iter()
                        .map(|part| part.name)
                        .collect::<Vec<_>>()
                        .join(", ")
                )));
            }
        },
    };
    Ok(Some(read))
}

pub(super) fn read_text(name: &str, text: &str) -> Result<String> {
    if text.chars().count() > MAX_CHARACTERS {
        return Err(refused(format!(
            "{name} has at most {MAX_CHARACTERS} characters."
        )));
    }
    // PostgreSQL keeps no text with a zero in it.
    if text.contains('\0') {
        return Err(refused(format!("{name} holds a zero character.")));
    }
    Ok(text.to_owned())
}
