//! What requests ask for: pages, filters, attributes, versions and bodies.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use domain::scim::projection::Projection;
use domain::scim::{Kind, Object, Refused, filter, find};
use serde_json::Value;
use service::scim::ScimQuery;

/// How many resources a page has unless its client says otherwise, and at most.
const PAGE_SIZE: i64 = 100;
/// The most resources of a page.
pub(super) const MAX_PAGE_SIZE: i64 = 1_000;

/// The question of a request, from its address or from the body of a search.
#[derive(Default)]
pub(super) struct Asked {
    filter: Option<String>,
    start: Option<String>,
    count: Option<String>,
    attributes: String,
    excluded: String,
}

impl Asked {
    /// Reads what stands behind the question mark. Other keys are not SCIM's: Entra sends one of its own.
    pub(super) fn of_address(query: Option<&str>) -> Self {
        let mut asked = Self::default();
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let value = value.into_owned();
            match key.to_ascii_lowercase().as_str() {
                "filter" => asked.filter = Some(value),
                "startindex" => asked.start = Some(value),
                "count" => asked.count = Some(value),
                "attributes" => asked.attributes = value,
                "excludedattributes" => asked.excluded = value,
                _ => {}
            }
        }
        asked
    }

    /// Reads the body of a search (RFC 7644 §3.4.3).
    pub(super) fn of_search(body: &Object) -> Self {
        let text = |key: &str| match find(body, key) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::Array(names)) => Some(
                names
                    .iter()
                    .filter_map(Value::as_str)
                    .collect::<Vec<_>>()
                    .join(","),
            ),
            _ => None,
        };
        Self {
            filter: text("filter"),
            start: text("startIndex"),
            count: text("count"),
            attributes: text("attributes").unwrap_or_default(),
            excluded: text("excludedAttributes").unwrap_or_default(),
        }
    }

    /// Which attributes the answer is to hold.
    pub(super) fn projection(&self) -> Projection {
        Projection::read(&self.attributes, &self.excluded)
    }

    /// Whether the client wants to see something particular.
    pub(super) fn wants_attributes(&self) -> bool {
        !self.attributes.trim().is_empty()
    }

    /// Which page of which resources.
    pub(super) fn query(&self) -> Result<ScimQuery, Refused> {
        let number = |name: &str, text: &Option<String>, usual: i64| match text {
            None => Ok(usual),
            Some(text) => text.trim().parse::<i64>().map_err(|_| {
                Refused::new(Kind::InvalidValue, format!("{name} should be a number."))
            }),
        };
        let filter = match self.filter.as_deref().map(str::trim) {
            None => None,
            Some(text) => Some(filter::read(text)?),
        };
        Ok(ScimQuery {
            filter,
            skip: number("startIndex", &self.start, 1)?.max(1) - 1,
            limit: number("count", &self.count, PAGE_SIZE)?.clamp(0, MAX_PAGE_SIZE),
        })
    }
}

/// The body of a request as an object, whatever type it is said to have.
pub(super) fn read_body(body: &Bytes) -> Result<Object, Refused> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refused::new(
            Kind::InvalidSyntax,
            "The body should be an object.",
        )),
        Err(error) => Err(Refused::new(
            Kind::InvalidSyntax,
            format!("The body is not JSON: {error}."),
        )),
    }
}

/// The versions that `If-Match` names; `None` where any will do.
pub(super) fn if_match(headers: &HeaderMap) -> Option<Vec<i64>> {
    versions(headers, &header::IF_MATCH)
}

/// Whether `If-None-Match` names that version.
pub(super) fn is_known(headers: &HeaderMap, version: i64) -> bool {
    headers.contains_key(header::IF_NONE_MATCH)
        && versions(headers, &header::IF_NONE_MATCH)
            .is_none_or(|versions| versions.contains(&version))
}

/// The versions that a header names. What is none of ours is a version that no resource has.
fn versions(headers: &HeaderMap, name: &header::HeaderName) -> Option<Vec<i64>> {
    if !headers.contains_key(name) {
        return None;
    }
    let mut versions = Vec::new();
    for value in headers.get_all(name) {
        for tag in value.to_str().unwrap_or_default().split(',') {
            let tag = tag.trim();
            if tag == "*" {
                return None;
            }
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            versions.extend(tag.trim_matches('"').parse::<i64>());
        }
    }
    Some(versions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_clients_write_them() {
        for (value, expected) in [
            ("W/\"3\"", Some(vec![3])),
            ("\"3\"", Some(vec![3])),
            ("W/\"3\", W/\"4\"", Some(vec![3, 4])),
            ("*", None),
            ("\"another\"", Some(vec![])),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, value.parse().unwrap());
            assert_eq!(if_match(&headers), expected, "{value}");
        }
        assert_eq!(if_match(&HeaderMap::new()), None);
        assert!(!is_known(&HeaderMap::new(), 1));
    }

    #[test]
    fn a_page_begins_at_one_and_has_an_end() {
        for (address, skip, limit) in [
            ("", 0, 100),
            ("startIndex=0&count=5", 0, 5),
            ("startIndex=-3", 0, 100),
            ("startIndex=101&count=100000", 100, 1_000),
            ("count=-1&aadOptscim062020", 0, 0),
        ] {
            let query = Asked::of_address(Some(address)).query().unwrap();
            assert_eq!((query.skip, query.limit), (skip, limit), "{address}");
        }
        assert!(Asked::of_address(Some("count=many")).query().is_err());
    }
}
