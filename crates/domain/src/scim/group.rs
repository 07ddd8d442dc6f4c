//! Changes of groups, told one by one: a group may have more members than anybody wants to read to change one.

use serde_json::Value;
use uuid::Uuid;

use super::filter::{Filter, Literal, Operator};
use super::patch::{Action, Operation};
use super::path::PatchPath;
use super::resource::read_text;
use super::schema::{GROUP, GROUPS, Place};
use super::{Kind, Object, Refused, Result};

/// One change of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is called so.
    Name(String),
    /// The client's own id of it.
    ExternalId(Option<String>),
    /// These are members.
    Add(Vec<Uuid>),
    /// These are not members any more.
    Remove(Vec<Uuid>),
    /// These are the members, and no others.
    Members(Vec<Uuid>),
}

/// The members that a whole group names.
///
/// # Errors
/// One of them is no id.
pub fn members(group: &Object) -> Result<Vec<Uuid>> {
    match group.get("members") {
        Some(Value::Array(members)) => members.iter().map(member).collect(),
        _ => Ok(Vec::new()),
    }
}

fn member(value: &Value) -> Result<Uuid> {
    let id = value
        .get("value")
        .or(Some(value))
        .and_then(Value::as_str)
        .ok_or_else(|| {
            Refused::new(
                Kind::InvalidValue,
                "A member needs the id of a user or group as its \"value\".",
            )
        })?;
    Uuid::parse_str(id.trim()).map_err(|_| {
        Refused::new(
            Kind::InvalidValue,
            format!("There is no user or group with the id {id:?}."),
        )
    })
}

/// The changes that `operations` ask for; neighbours that do the same are one.
///
/// # Errors
/// A path leads nowhere, or a value is not of its attribute's type.
pub fn changes(operations: &[Operation]) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for operation in operations {
        let Operation {
            action,
            path,
            value,
        } = operation;
        match path {
            Some(path) if !path.eq_ignore_ascii_case(GROUP) => {
                changes.push(change(*action, path, value.as_ref())?);
            }
            _ => {
                let Some(Value::Object(values)) =
                    value.as_ref().filter(|_| *action != Action::Remove)
                else {
                    return Err(Refused::new(
                        Kind::NoTarget,
                        "Without a \"path\", add and replace take an object of attributes, and remove nothing.",
                    ));
                };
                for (key, value) in values {
                    if GROUPS.is_external_id(key) || place(key).is_ok() {
                        changes.push(change(*action, key, Some(value))?);
                    }
                }
            }
        }
    }
    Ok(joined(changes))
}

fn joined(changes: Vec<Change>) -> Vec<Change> {
    let mut joined: Vec<Change> = Vec::with_capacity(changes.len());
    for change in changes {
        match (joined.last_mut(), change) {
            (Some(Change::Add(ids)), Change::Add(more))
            | (Some(Change::Remove(ids)), Change::Remove(more)) => ids.extend(more),
            (_, change) => joined.push(change),
        }
    }
    joined
}

fn place(path: &str) -> Result<(PatchPath, Place)> {
    let parsed = PatchPath::read(path)?;
    let place = GROUPS.place(&parsed.attribute).ok_or_else(|| {
        let own = ["id", "meta", "schemas"].contains(&path);
        Refused::new(
            if own {
                Kind::Mutability
            } else {
                Kind::InvalidPath
            },
            format!("{path} is not an attribute of groups that can be changed."),
        )
    })?;
    Ok((parsed, place))
}

fn change(action: Action, path: &str, value: Option<&Value>) -> Result<Change> {
    let text = |value: &Value| match value {
        Value::String(text) => read_text(path, text),
        _ => Err(Refused::new(
            Kind::InvalidValue,
            format!("{path} should be a text."),
        )),
    };
    if GROUPS.is_external_id(path) {
        let value = value.filter(|value| action != Action::Remove && !value.is_null());
        return Ok(Change::ExternalId(value.map(text).transpose()?));
    }
    let (parsed, place) = place(path)?;
    if place.attribute.name == "displayName" {
        let name = match (action, value) {
            (Action::Remove, _) | (_, None) => String::new(),
            (_, Some(value)) => text(value)?,
        };
        return Ok(Change::Name(name));
    }
    if let Some(filter) = &parsed.filter {
        if place.part.is_some() || action != Action::Remove {
            return Err(Refused::new(
                Kind::Mutability,
                "What a member is cannot be changed. Remove it and add another.",
            ));
        }
        return picked(filter).map(Change::Remove);
    }
    if place.part.is_some() {
        return Err(Refused::new(
            Kind::Mutability,
            "What a member is cannot be changed. Remove it and add another.",
        ));
    }
    match (action, value) {
        (Action::Add, Some(value)) => Ok(Change::Add(read_members(value)?)),
        (Action::Replace, Some(value)) => Ok(Change::Members(read_members(value)?)),
        (Action::Remove, None) => Ok(Change::Members(Vec::new())),
        // What is no id is nobody's, so there is nothing to remove.
        (Action::Remove, Some(value)) => Ok(Change::Remove(
            values(value)
                .filter_map(|value| member(value).ok())
                .collect(),
        )),
        (_, None) => Err(Refused::new(Kind::InvalidValue, "\"value\" is missing.")),
    }
}

fn values(value: &Value) -> impl Iterator<Item = &Value> {
    let (many, one) = match value {
        Value::Array(values) => (values.as_slice(), None),
        Value::Null => (&[][..], None),
        one => (&[][..], Some(one)),
    };
    many.iter().chain(one)
}

fn read_members(value: &Value) -> Result<Vec<Uuid>> {
    values(value).map(member).collect()
}

/// The members that `value eq "…"`, or several of these with `or` between them, pick.
fn picked(filter: &Filter) -> Result<Vec<Uuid>> {
    match filter {
        Filter::Or(left, right) => {
            let mut both = picked(left)?;
            both.extend(picked(right)?);
            Ok(both)
        }
        Filter::Compare(path, Operator::Eq, Literal::Text(id))
            if path.urn.is_none()
                && path.part.is_none()
                && path.name.eq_ignore_ascii_case("value") =>
        {
            Ok(Uuid::parse_str(id.trim()).ok().into_iter().collect())
        }
        _ => Err(Refused::new(
            Kind::InvalidPath,
            "Members are picked by their ids: members[value eq \"…\"], or several with or between them.",
        )),
    }
}
