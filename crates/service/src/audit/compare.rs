//! What was and what is, side by side.

use std::collections::BTreeMap;

use domain::audit::ComparedField;
use serde_json::Value;

/// The fields of two things that are kept as JSON, each with its value in both: first those that were there
/// before, by name.
pub(super) fn fields(before: Option<&str>, after: Option<&str>) -> Vec<ComparedField> {
    let (before, after) = (flat(before), flat(after));
    let mut fields: Vec<ComparedField> = Vec::new();
    let mut place: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, value) in &before {
        place.insert(name, fields.len());
        fields.push(ComparedField {
            field: name.clone(),
            before: Some(value.clone()),
            after: None,
        });
    }
    for (name, value) in &after {
        let known = place.get(name.as_str()).and_then(|at| fields.get_mut(*at));
        match known {
            Some(field) => field.after = Some(value.clone()),
            None => fields.push(ComparedField {
                field: name.clone(),
                before: None,
                after: Some(value.clone()),
            }),
        }
    }
    fields
}

/// The values of a thing with their names. What is no JSON is one value without a name.
fn flat(json: Option<&str>) -> Vec<(String, String)> {
    let mut values = Vec::new();
    if let Some(json) = json {
        match serde_json::from_str(json) {
            Ok(value) => flatten(String::new(), &value, &mut values),
            Err(_) => values.push((String::new(), json.to_owned())),
        }
    }
    values
}

fn flatten(name: String, value: &Value, values: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (field, value) in fields {
                let name = if name.is_empty() {
                    field.clone()
                } else {
                    format!("{name}.{field}")
                };
                flatten(name, value, values);
            }
        }
        other => values.push((name, text(other))),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: Option<&str>, after: Option<&str>) -> Vec<String> {
        let side = |side: Option<String>| side.unwrap_or_else(|| "-".to_owned());
        fields(before, after)
            .into_iter()
            .map(|field| {
                let mark = if field.differs() { "*" } else { "" };
                let name = &field.field;
                format!(
                    "{mark}{name}: {} / {}",
                    side(field.before),
                    side(field.after)
                )
            })
            .collect()
    }

    #[test]
    fn fields_stand_beside_each_other_and_those_that_differ_are_told() {
        assert_eq!(
            told(
                Some(r#"{"name":"Pilot","scope":{"choice":"some","groups":["a","b"]},"old":1}"#),
                Some(r#"{"name":"Pilot","scope":{"choice":"all","groups":[]},"on":true}"#),
            ),
            [
                "name: Pilot / Pilot",
                "*old: 1 / -",
                "*scope.choice: some / all",
                "*scope.groups: a, b / ",
                "*on: - / Yes"
            ]
        );
    }

    #[test]
    fn a_single_value_and_what_is_no_json_have_no_name() {
        assert_eq!(told(None, Some("\"SPE_E3\"")), ["*: - / SPE_E3"]);
        assert_eq!(told(Some("not json"), None), ["*: not json / -"]);
        assert_eq!(told(None, None), Vec::<String>::new());
    }
}
