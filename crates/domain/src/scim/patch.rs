//! Changes of a resource (RFC 7644 §3.5.2), also in the forms that Entra sends: operations in any case, texts for true and
//! false, dotted names and paths as keys, values to be removed as a list.

use serde_json::Value;

use super::path::PatchPath;
use super::resource::{check, is_primary, read_one, read_text, read_value};
use super::schema::{Attribute, Mutability, Place, ResourceType, Schema};
use super::{Kind, Object, Refused, Result, find};

/// The schema of a request that changes a resource.
pub const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// The most operations of one request.
const MAX_OPERATIONS: usize = 1_000;

/// What is done to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Values are added.
    Add,
    /// Values are put in place of those that are there.
    Replace,
    /// Values are taken away.
    Remove,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// What is done.
    pub action: Action,
    /// To what, as it was written; `None` for the resource as a whole.
    pub path: Option<String>,
    /// With what.
    pub value: Option<Value>,
}

/// Reads the body of a request.
///
/// # Errors
/// [`Kind::InvalidSyntax`] with what is missing.
pub fn read(body: &Object) -> Result<Vec<Operation>> {
    let refused = |detail: String| Refused::new(Kind::InvalidSyntax, detail);
    if let Some(Value::Array(schemas)) = find(body, "schemas")
        && !schemas.iter().any(|urn| {
            urn.as_str()
                .is_some_and(|urn| urn.eq_ignore_ascii_case(PATCH))
        })
    {
        return Err(refused(format!("\"schemas\" should name {PATCH}.")));
    }
    let Some(Value::Array(operations)) = find(body, "Operations") else {
        return Err(refused("\"Operations\" is missing.".to_owned()));
    };
    if operations.len() > MAX_OPERATIONS {
        return Err(refused(format!(
            "A request has at most {MAX_OPERATIONS} operations."
        )));
    }
    operations
        .iter()
        .map(|operation| {
            let Value::Object(operation) = operation else {
                return Err(refused("An operation should be an object.".to_owned()));
            };
            let word = find(operation, "op").and_then(Value::as_str).unwrap_or("");
            let action = match word.to_ascii_lowercase().as_str() {
                "add" => Action::Add,
                "replace" => Action::Replace,
                "remove" => Action::Remove,
                _ => {
                    return Err(refused(format!(
                        "\"op\" should be add, replace or remove, not {word:?}."
                    )));
                }
            };
            let path = match find(operation, "path") {
                None | Some(Value::Null) => None,
                Some(Value::String(path)) => Some(path.trim().to_owned()),
                Some(_) => return Err(refused("\"path\" should be a text.".to_owned())),
            };
            let value = find(operation, "value").cloned();
            if action != Action::Remove && value.is_none() {
                return Err(refused(format!("{word} without a \"value\".")));
            }
            Ok(Operation {
                action,
                path: path.filter(|path| !path.is_empty()),
                value,
            })
        })
        .collect()
}

/// Makes all changes to `resource`, or none.
///
/// # Errors
/// A path leads nowhere, a value is not of its attribute's type, or the resource would lack what it cannot be without.
pub fn apply(kind: &ResourceType, resource: &Object, operations: &[Operation]) -> Result<Object> {
    let mut changed = resource.clone();
    for operation in operations {
        let Operation {
            action,
            path,
            value,
        } = operation;
        match path {
            Some(path) => apply_to_path(kind, &mut changed, *action, path, value.as_ref())?,
            None => apply_to_all(kind, &mut changed, *action, value.as_ref())?,
        }
    }
    check(kind, &changed)?;
    Ok(changed)
}

fn apply_to_all(
    kind: &ResourceType,
    resource: &mut Object,
    action: Action,
    value: Option<&Value>,
) -> Result<()> {
    if action == Action::Remove {
        return Err(Refused::new(
            Kind::NoTarget,
            "remove needs a \"path\" that says what is removed.",
        ));
    }
    let Some(Value::Object(values)) = value else {
        return Err(Refused::new(
            Kind::InvalidValue,
            "Without a \"path\", \"value\" should be an object of attributes.",
        ));
    };
    for (key, value) in values {
        if is_known(kind, key) {
            apply_to_path(kind, resource, action, key, Some(value))?;
        }
    }
    Ok(())
}

/// Whether a key leads to something that clients may write. What a whole resource holds besides is left out, as it is where
/// a resource is made.
fn is_known(kind: &ResourceType, key: &str) -> bool {
    if kind.is_external_id(key) || kind.schema_named(key).is_some() {
        return true;
    }
    PatchPath::read(key)
        .ok()
        .and_then(|path| kind.place(&path.attribute))
        .is_some_and(|place| {
            place.attribute.mutability != Mutability::ReadOnly
                && place
                    .part
                    .is_none_or(|part| part.mutability != Mutability::ReadOnly)
        })
}

fn apply_to_path(
    kind: &ResourceType,
    resource: &mut Object,
    action: Action,
    path: &str,
    value: Option<&Value>,
) -> Result<()> {
    // What a remove is given beside a path without a filter picks the values to be removed.
    let value = value.filter(|value| !(action != Action::Remove && value.is_null()));
    let action = match (action, value) {
        (Action::Add | Action::Replace, None) => Action::Remove,
        (action, _) => action,
    };
    if let Some(schema) = kind.schema_named(path) {
        return apply_to_schema(kind, resource, action, schema, value);
    }
    if kind.is_external_id(path) {
        match (action, value) {
            (Action::Remove, _) => drop(resource.remove("externalId")),
            (_, Some(Value::String(id))) => {
                let id = read_text("externalId", id)?;
                resource.insert("externalId".to_owned(), Value::String(id));
            }
            _ => {
                return Err(Refused::new(
                    Kind::InvalidValue,
                    "externalId should be a text.",
                ));
            }
        }
        return Ok(());
    }
    let parsed = PatchPath::read(path)?;
    let place = kind.place(&parsed.attribute).ok_or_else(|| {
        if ["id", "meta", "schemas"].contains(&parsed.attribute.name.as_str()) {
            return Refused::new(
                Kind::Mutability,
                format!("{path} is the server's own; it cannot be changed."),
            );
        }
        Refused::new(
            Kind::InvalidPath,
            format!("{path} is not an attribute that this server keeps; see /Schemas."),
        )
    })?;
    let read_only = |attribute: &Attribute| attribute.mutability == Mutability::ReadOnly;
    if read_only(place.attribute) || place.part.is_some_and(read_only) {
        return Err(Refused::new(
            Kind::Mutability,
            format!("{path} is the server's own; it cannot be changed."),
        ));
    }
    if parsed.filter.is_some() && !place.attribute.multi_valued {
        return Err(Refused::new(
            Kind::InvalidPath,
            format!(
                "{} has one value, so no filter picks it.",
                place.attribute.name
            ),
        ));
    }
    let change = |holder: &mut Object| {
        if place.attribute.multi_valued {
            change_many(holder, action, &place, &parsed, value)
        } else {
            change_one(holder, action, &place, value)
        }
    };
    match place.extension {
        None => change(resource),
        Some(urn) => in_object(resource, urn, change),
    }
}

/// A change of an extension as a whole, or of the resource by the name of its schema.
fn apply_to_schema(
    kind: &ResourceType,
    resource: &mut Object,
    action: Action,
    schema: &Schema,
    value: Option<&Value>,
) -> Result<()> {
    if action == Action::Remove {
        if schema.urn == kind.schema.urn {
            return Err(Refused::new(
                Kind::NoTarget,
                "The resource itself is removed by DELETE.",
            ));
        }
        resource.remove(schema.urn);
        return Ok(());
    }
    let Some(Value::Object(values)) = value else {
        return Err(Refused::new(
            Kind::InvalidValue,
            format!("{} should be an object of attributes.", schema.urn),
        ));
    };
    for (key, value) in values {
        let path = format!("{}:{key}", schema.urn);
        if is_known(kind, &path) {
            apply_to_path(kind, resource, action, &path, Some(value))?;
        }
    }
    Ok(())
}

/// Changes the object under `key`, an empty one where there is none; one that is empty afterwards is taken away.
fn in_object(
    holder: &mut Object,
    key: &str,
    change: impl FnOnce(&mut Object) -> Result<()>,
) -> Result<()> {
    let mut object = match holder.remove(key) {
        Some(Value::Object(object)) => object,
        _ => Object::new(),
    };
    change(&mut object)?;
    if !object.is_empty() {
        holder.insert(key.to_owned(), Value::Object(object));
    }
    Ok(())
}

fn change_one(
    holder: &mut Object,
    action: Action,
    place: &Place,
    value: Option<&Value>,
) -> Result<()> {
    let name = place.attribute.name;
    let Some(part) = place.part else {
        let read = match (action, value) {
            (Action::Remove, _) | (_, None) => None,
            (_, Some(value)) => read_value(place.attribute, value)?,
        };
        match read {
            None => drop(holder.remove(name)),
            // The parts that are not named stay as they are (§3.5.2.3).
            Some(Value::Object(given)) => {
                return in_object(holder, name, |parts| {
                    parts.extend(given);
                    Ok(())
                });
            }
            Some(value) => drop(holder.insert(name.to_owned(), value)),
        }
        return Ok(());
    };
    in_object(holder, name, |parts| set_part(parts, part, action, value))
}

fn set_part(
    parts: &mut Object,
    part: &Attribute,
    action: Action,
    value: Option<&Value>,
) -> Result<()> {
    let read = match (action, value) {
        (Action::Remove, _) | (_, None) => None,
        (_, Some(value)) => read_one(part, value)?,
    };
    match read {
        None => drop(parts.remove(part.name)),
        Some(value) => drop(parts.insert(part.name.to_owned(), value)),
    }
    Ok(())
}

fn change_many(
    holder: &mut Object,
    action: Action,
    place: &Place,
    path: &PatchPath,
    value: Option<&Value>,
) -> Result<()> {
    let attribute = place.attribute;
    let mut values = match holder.remove(attribute.name) {
        Some(Value::Array(values)) => values,
        _ => Vec::new(),
    };
    let before = values.clone();
    if path.filter.is_none() && place.part.is_none() {
        change_values(&mut values, action, attribute, value)?;
    } else {
        change_picked(&mut values, action, place, path, value)?;
    }
    keep_one_primary(&mut values, &before);
    if !values.is_empty() {
        holder.insert(attribute.name.to_owned(), Value::Array(values));
    }
    Ok(())
}

/// Changes the list of values itself.
fn change_values(
    values: &mut Vec<Value>,
    action: Action,
    attribute: &Attribute,
    value: Option<&Value>,
) -> Result<()> {
    let given = match value {
        None => Vec::new(),
        Some(value) => match read_value(attribute, value)? {
            Some(Value::Array(given)) => given,
            _ => Vec::new(),
        },
    };
    match action {
        Action::Replace => *values = given,
        Action::Add => {
            for one in given {
                if !values.contains(&one) {
                    values.push(one);
                }
            }
        }
        Action::Remove if value.is_none() => values.clear(),
        Action::Remove => values.retain(|own| !given.iter().any(|one| holds(own, one))),
    }
    Ok(())
}

/// Whether `value` has all parts that `asked` has.
fn holds(value: &Value, asked: &Value) -> bool {
    match (value, asked) {
        (Value::Object(own), Value::Object(asked)) => asked
            .iter()
            .all(|(key, asked)| own.get(key).is_some_and(|own| holds(own, asked))),
        (Value::String(own), Value::String(asked)) => own.to_lowercase() == asked.to_lowercase(),
        (own, asked) => own == asked,
    }
}

/// Changes the values that the filter of `path` picks, or all of them where there is none, or a part of each.
fn change_picked(
    values: &mut Vec<Value>,
    action: Action,
    place: &Place,
    path: &PatchPath,
    value: Option<&Value>,
) -> Result<()> {
    let attribute = place.attribute;
    let is_picked = |value: &Value| match &path.filter {
        None => Ok(true),
        Some(filter) => filter
            .meets(attribute, value)
            .map_err(|error| Refused::new(Kind::InvalidPath, error.detail)),
    };
    // A filter that cannot be answered is refused also where there is no value to answer it for.
    is_picked(&Value::Object(Object::new()))?;
    let mut picked = values
        .iter()
        .map(is_picked)
        .collect::<Result<Vec<bool>>>()?;
    if !picked.contains(&true) {
        if action == Action::Remove {
            return Ok(());
        }
        // RFC 7644 refuses a replace here, but Entra expects both add and replace to make the value that the filter
        // describes, and no client relies on the refusal.
        let described = match &path.filter {
            None => Some(Object::new()),
            Some(filter) => filter.equalities(),
        };
        let Some(described) = described else {
            return Err(Refused::new(
                Kind::NoTarget,
                format!("No value of {} meets the filter.", attribute.name),
            ));
        };
        if let Some(made) = read_one(attribute, &Value::Object(described.clone()))? {
            values.push(made);
        } else {
            values.push(Value::Object(Object::new()));
        }
        picked.push(true);
    }
    let mut at = 0;
    let mut failed = None;
    values.retain_mut(|own| {
        let is_picked = picked.get(at).copied().unwrap_or_default();
        at += 1;
        if !is_picked || failed.is_some() {
            return true;
        }
        match change_value(own, action, place, value) {
            Ok(stays) => stays,
            Err(error) => {
                failed = Some(error);
                true
            }
        }
    });
    failed.map_or(Ok(()), Err)
}

/// Changes one value; whether it stays.
fn change_value(
    own: &mut Value,
    action: Action,
    place: &Place,
    value: Option<&Value>,
) -> Result<bool> {
    let Some(part) = place.part else {
        if action == Action::Remove {
            return Ok(false);
        }
        let given = value.map_or(Ok(None), |value| read_one(place.attribute, value))?;
        match (own, given) {
            (Value::Object(own), Some(Value::Object(given))) => own.extend(given),
            (_, None) => return Ok(false),
            (own, Some(given)) => *own = given,
        }
        return Ok(true);
    };
    let Value::Object(parts) = own else {
        return Ok(true);
    };
    set_part(parts, part, action, value)?;
    // What is left without a value only says of what kind it was.
    Ok(action != Action::Remove
        || parts
            .keys()
            .any(|key| !matches!(key.as_str(), "type" | "primary" | "display")))
}

/// Where a change made another value the one to use first, the one before is so no longer (§3.5.2).
fn keep_one_primary(values: &mut [Value], before: &[Value]) {
    let fresh = values
        .iter()
        .position(|value| is_primary(value) && !before.iter().any(|old| old == value));
    let Some(fresh) = fresh else {
        return;
    };
    for (at, value) in values.iter_mut().enumerate() {
        if at != fresh
            && before.contains(value)
            && is_primary(value)
            && let Some(parts) = value.as_object_mut()
        {
            parts.insert("primary".to_owned(), Value::Bool(false));
        }
    }
}
