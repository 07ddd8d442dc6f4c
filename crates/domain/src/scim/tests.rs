//! Filters, paths and changes as the specification's own examples and Entra write them.

use serde_json::{Value, json};
use uuid::Uuid;

use super::group::{self, Change};
use super::projection::Projection;
use super::schema::{ENTERPRISE, USERS};
use super::user::{columns, current};
use super::{Kind, Object, filter, patch, resource};
use crate::directory::User;
use crate::id::UserId;

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn patched(before: Value, operations: Value) -> Result<Value, Kind> {
    let operations = patch::read(&object(json!({ "Operations": operations })))
        .map_err(|refused| refused.kind)?;
    patch::apply(&USERS, &object(before), &operations)
        .map(Value::Object)
        .map_err(|refused| refused.kind)
}

#[test]
fn the_examples_of_the_specification_are_filters() {
    for text in [
        r#"userName Eq "john""#,
        r#"Username eq "john""#,
        r#"name.familyName co "O'Malley""#,
        r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
        "title pr",
        r#"meta.lastModified gt "2011-05-13T04:42:34Z""#,
        r#"title pr and userType eq "Employee""#,
        r#"title pr or userType eq "Intern""#,
        r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
        r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
        r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
        r#"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#,
        r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
        "active eq true",
        "x eq null",
        "x eq -1.5e3",
    ] {
        filter::read(text).unwrap_or_else(|refused| panic!("{text}: {refused}"));
    }
}

#[test]
fn and_binds_closer_than_or() {
    let read = |text| filter::read(text).unwrap();
    assert_eq!(
        read("a pr or b pr and c pr"),
        read("a pr or (b pr and c pr)")
    );
    assert_ne!(
        read("a pr or b pr and c pr"),
        read("(a pr or b pr) and c pr")
    );
    // An attribute may have the name of an operator.
    read("not pr and not (and eq \"or\")");
}

#[test]
fn what_is_no_filter_is_refused() {
    for text in [
        "",
        "userName",
        "userName eq",
        "userName eq john",
        "userName like \"j\"",
        "userName eq \"john",
        "userName eq \"a\" and",
        "userName eq \"a\" userName eq \"b\"",
        "(userName eq \"a\"",
        "userName eq \"a\")",
        "emails[type eq \"work\"",
        "emails[]",
        "eq \"a\"",
        "userName eq \"\\x\"",
        "user name eq \"a\"",
        "userName; drop table users",
        "a.b.c eq \"x\"",
        "1 eq 1",
    ] {
        let refused = filter::read(text).expect_err(text);
        assert_eq!(refused.kind, Kind::InvalidFilter, "{text}");
    }
    let deep = format!("{}a pr{}", "(".repeat(100), ")".repeat(100));
    assert!(filter::read(&deep).is_err());
    let long = format!("userName eq \"{}\"", "a".repeat(9_000));
    assert!(filter::read(&long).is_err());
}

#[test]
fn texts_may_hold_whatever_json_can_write() {
    let filter::Filter::Compare(_, _, filter::Literal::Text(text)) =
        filter::read(r#"userName eq "a\"b\\c é (] or ✓""#).unwrap()
    else {
        panic!("it is a comparison");
    };
    assert_eq!(text, "a\"b\\c é (] or ✓");
}

#[test]
fn the_forms_that_entra_sends_change_a_user() {
    let user = json!({
        "userName": "ines@harbor.example",
        "active": true,
        "emails": [
            { "type": "work", "value": "ines@harbor.example", "primary": true },
            { "type": "home", "value": "ines@home.example" },
        ],
        ENTERPRISE: { "department": "Dock" },
    });
    let after = patched(
        user,
        json!([
            { "op": "Replace", "path": "active", "value": "False" },
            { "op": "Add", "path": "name.givenName", "value": "Ines" },
            { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "ines.b@harbor.example" },
            { "op": "Add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+1 555" },
            { "op": "Replace", "path": "addresses[type eq \"work\"].country", "value": "PT" },
            { "op": "Add", "path": format!("{ENTERPRISE}:manager"), "value": "0191" },
            { "op": "Replace", "path": format!("{ENTERPRISE}:DEPARTMENT"), "value": "Office" },
            { "op": "Add", "value": {
                "displayName": "Ines B",
                "name.familyName": "Brandt",
                "emails[type eq \"home\"].value": "i@home.example",
                format!("{ENTERPRISE}:employeeNumber"): "701",
                "unheardOf": 1,
                "id": "x",
            } },
        ]),
    )
    .unwrap();
    assert_eq!(
        after,
        json!({
            "userName": "ines@harbor.example",
            "displayName": "Ines B",
            "active": false,
            "name": { "givenName": "Ines", "familyName": "Brandt" },
            "emails": [
                { "type": "work", "value": "ines.b@harbor.example", "primary": true },
                { "type": "home", "value": "i@home.example" },
            ],
            "phoneNumbers": [{ "type": "mobile", "value": "+1 555" }],
            "addresses": [{ "type": "work", "country": "PT" }],
            ENTERPRISE: { "department": "Office", "manager": { "value": "0191" }, "employeeNumber": "701" },
        })
    );
}

#[test]
fn values_are_added_once_replaced_and_removed() {
    let user = json!({
        "userName": "a",
        "title": "Clerk",
        "name": { "givenName": "A", "familyName": "B" },
        "emails": [{ "type": "work", "value": "a@x" }, { "type": "home", "value": "b@x" }],
    });
    let change = |operation| patched(user.clone(), json!([operation])).unwrap();
    for (operation, emails) in [
        (
            json!({ "op": "add", "path": "emails", "value": [{ "type": "work", "value": "a@x" }] }),
            json!(["a@x", "b@x"]),
        ),
        (
            json!({ "op": "add", "path": "emails", "value": { "value": "c@x" } }),
            json!(["a@x", "b@x", "c@x"]),
        ),
        (
            json!({ "op": "replace", "path": "emails", "value": [{ "value": "c@x" }] }),
            json!(["c@x"]),
        ),
        (
            json!({ "op": "remove", "path": "emails[type eq \"home\"]" }),
            json!(["a@x"]),
        ),
        (
            json!({ "op": "remove", "path": "emails[not (type eq \"home\") or value ew \"@y\"]" }),
            json!(["b@x"]),
        ),
        (
            json!({ "op": "remove", "path": "emails", "value": [{ "value": "A@X" }] }),
            json!(["b@x"]),
        ),
        (
            json!({ "op": "Remove", "path": "emails[type eq \"work\"].value", "value": "whatever" }),
            json!(["b@x"]),
        ),
        (
            json!({ "op": "remove", "path": "emails[type eq \"fax\"]" }),
            json!(["a@x", "b@x"]),
        ),
        (json!({ "op": "remove", "path": "emails" }), json!([])),
    ] {
        let after = change(operation.clone());
        let values: Vec<&Value> = after["emails"]
            .as_array()
            .map(|emails| emails.iter().map(|email| &email["value"]).collect())
            .unwrap_or_default();
        assert_eq!(json!(values), emails, "{operation}");
    }
    assert_eq!(
        change(json!({ "op": "remove", "path": "title" }))["title"],
        Value::Null
    );
    assert_eq!(
        change(json!({ "op": "replace", "path": "title", "value": null }))["title"],
        Value::Null
    );
    // The parts that are not named stay.
    assert_eq!(
        change(json!({ "op": "replace", "path": "name", "value": { "familyName": "C" } }))["name"],
        json!({ "givenName": "A", "familyName": "C" })
    );
    // A new primary address takes the place of the one before.
    let after = patched(
        json!({ "userName": "a", "emails": [{ "value": "a@x", "primary": true }] }),
        json!([{ "op": "add", "path": "emails", "value": [{ "value": "b@x", "primary": true }] }]),
    )
    .unwrap();
    assert_eq!(after["emails"][0]["primary"], json!(false));
    assert_eq!(after["emails"][1]["primary"], json!(true));
}

#[test]
fn a_change_that_cannot_be_made_is_refused_by_kind() {
    for (operation, kind) in [
        (
            json!({ "op": "replace", "path": "id", "value": "x" }),
            Kind::Mutability,
        ),
        (
            json!({ "op": "replace", "path": "meta", "value": {} }),
            Kind::Mutability,
        ),
        (
            json!({ "op": "replace", "path": "shoeSize", "value": "44" }),
            Kind::InvalidPath,
        ),
        (
            json!({ "op": "replace", "path": "name.nick", "value": "x" }),
            Kind::InvalidPath,
        ),
        (
            json!({ "op": "replace", "path": "title[type eq \"x\"]", "value": "x" }),
            Kind::InvalidPath,
        ),
        (
            json!({ "op": "replace", "path": "emails[type", "value": "x" }),
            Kind::InvalidPath,
        ),
        (
            json!({ "op": "replace", "path": "emails[shoe eq \"x\"].value", "value": "x" }),
            Kind::InvalidPath,
        ),
        (
            json!({ "op": "replace", "path": "emails[type ne \"work\"].value", "value": "x" }),
            Kind::NoTarget,
        ),
        (json!({ "op": "remove" }), Kind::NoTarget),
        (
            json!({ "op": "remove", "path": "userName" }),
            Kind::InvalidValue,
        ),
        (
            json!({ "op": "replace", "path": "userName", "value": "" }),
            Kind::InvalidValue,
        ),
        (
            json!({ "op": "replace", "path": "active", "value": "perhaps" }),
            Kind::InvalidValue,
        ),
        (
            json!({ "op": "replace", "path": "title", "value": 5 }),
            Kind::InvalidValue,
        ),
        (
            json!({ "op": "replace", "path": "title", "value": "a\u{0}b" }),
            Kind::InvalidValue,
        ),
        (json!({ "op": "replace", "value": "x" }), Kind::InvalidValue),
        (
            json!({ "op": "replace", "path": "title" }),
            Kind::InvalidSyntax,
        ),
        (
            json!({ "op": "move", "path": "title", "value": "x" }),
            Kind::InvalidSyntax,
        ),
        (json!("add"), Kind::InvalidSyntax),
    ] {
        let refused = patched(json!({ "userName": "a" }), json!([operation.clone()]));
        assert_eq!(refused, Err(kind), "{operation}");
    }
}

#[test]
fn a_body_is_read_by_type_and_what_is_not_kept_is_left_out() {
    let body = object(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "USERNAME": "a",
        "id": "mine",
        "password": "secret",
        "groups": [],
        "active": "True",
        "emails": [{ "value": "a@x", "unheardOf": 1 }, {}],
        "phoneNumbers": [],
        "title": null,
        ENTERPRISE: { "manager": { "value": "1", "displayName": "not ours to say" } },
    }));
    assert_eq!(
        Value::Object(resource::read(&USERS, &body).unwrap()),
        json!({
            "userName": "a",
            "active": true,
            "emails": [{ "value": "a@x" }],
            ENTERPRISE: { "manager": { "value": "1" } },
        })
    );
    for (body, kind) in [
        (json!({}), Kind::InvalidValue),
        (json!({ "userName": "" }), Kind::InvalidValue),
        (json!({ "userName": ["a"] }), Kind::InvalidValue),
        (
            json!({ "userName": "a", "emails": "a@x", "name": "A" }),
            Kind::InvalidValue,
        ),
        (
            json!({ "userName": "a", "emails": [{ "value": "1", "primary": true }, { "value": "2", "primary": true }] }),
            Kind::InvalidValue,
        ),
        (
            json!({ "userName": "a", "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"] }),
            Kind::InvalidSyntax,
        ),
    ] {
        let refused = resource::read(&USERS, &object(body.clone())).unwrap_err();
        assert_eq!(refused.kind, kind, "{body}");
    }
}

#[test]
fn what_changed_in_the_directory_since_is_right() {
    let said = object(json!({
        "userName": "ines@harbor.example",
        "name": { "givenName": "Ines", "familyName": "Brandt" },
        "emails": [{ "value": "home@x", "type": "home" }, { "value": "work@x", "type": "work" }],
        "title": "Clerk",
        ENTERPRISE: { "department": "Dock", "costCenter": "7" },
    }));
    let told = columns(&said);
    assert_eq!(told.name, "Ines Brandt");
    assert_eq!(
        (told.mail.as_str(), told.mail_type.as_str()),
        ("work@x", "work")
    );
    assert_eq!(told.other_mails, [("home@x".to_owned(), "home".to_owned())]);
    assert!(told.account_enabled);
    let mut user = User {
        id: UserId(Uuid::from_u128(1)),
        upn: told.upn,
        name: told.name,
        account_enabled: true,
        department: told.department,
        job_title: told.job_title,
        mail: told.mail,
        usage_location: String::new(),
    };
    assert_eq!(current(Some(said.clone()), &user), said);
    user.account_enabled = false;
    user.department = "Office".to_owned();
    user.job_title = String::new();
    user.mail = "new@x".to_owned();
    let now = Value::Object(current(Some(said), &user));
    assert_eq!(now["active"], json!(false));
    assert_eq!(now["title"], Value::Null);
    assert_eq!(
        now[ENTERPRISE],
        json!({ "department": "Office", "costCenter": "7" })
    );
    assert_eq!(now["emails"][1]["value"], json!("new@x"));
    assert_eq!(now["emails"][0]["value"], json!("home@x"));
    assert_eq!(now["displayName"], Value::Null);
    // A user that no SCIM client ever described.
    assert_eq!(
        Value::Object(current(None, &user)),
        json!({
            "userName": "ines@harbor.example",
            "displayName": "Ines Brandt",
            "active": false,
            "emails": [{ "value": "new@x", "type": "work", "primary": true }],
            ENTERPRISE: { "department": "Office" },
        })
    );
}

#[test]
fn members_are_changed_without_being_read() {
    let id = |n: u128| Uuid::from_u128(n).to_string();
    let changes = |operations: Value| {
        let operations = patch::read(&object(json!({ "Operations": operations }))).unwrap();
        group::changes(&operations)
    };
    let ids = |numbers: &[u128]| {
        numbers
            .iter()
            .map(|n| Uuid::from_u128(*n))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        changes(json!([
            { "op": "Add", "path": "members", "value": [{ "value": id(1), "$ref": null }, { "value": id(2) }] },
            { "op": "add", "path": "members", "value": { "value": id(3) } },
            { "op": "Remove", "path": "members", "value": [{ "value": id(4) }, { "value": "nobody" }] },
            { "op": "remove", "path": format!("members[value eq \"{}\"]", id(5)) },
            { "op": "Replace", "value": { "displayName": "Dock", "externalId": "x", "id": "y" } },
            { "op": "replace", "path": "members", "value": [] },
            { "op": "remove", "path": "members" },
        ])),
        Ok(vec![
            Change::Add(ids(&[1, 2, 3])),
            Change::Remove(ids(&[4, 5])),
            Change::Name("Dock".to_owned()),
            Change::ExternalId(Some("x".to_owned())),
            Change::Members(Vec::new()),
            Change::Members(Vec::new()),
        ])
    );
    for (operation, kind) in [
        (
            json!({ "op": "add", "path": "members", "value": [{ "value": "nobody" }] }),
            Kind::InvalidValue,
        ),
        (
            json!({ "op": "remove", "path": "members[type eq \"User\"]" }),
            Kind::InvalidPath,
        ),
        (
            json!({ "op": "replace", "path": "members[value eq \"1\"].type", "value": "x" }),
            Kind::Mutability,
        ),
        (
            json!({ "op": "replace", "path": "owner", "value": "x" }),
            Kind::InvalidPath,
        ),
        (
            json!({ "op": "replace", "path": "id", "value": "x" }),
            Kind::Mutability,
        ),
        (json!({ "op": "remove" }), Kind::NoTarget),
    ] {
        assert_eq!(
            changes(json!([operation.clone()])).unwrap_err().kind,
            kind,
            "{operation}"
        );
    }
}

#[test]
fn an_answer_holds_what_was_asked_for() {
    let user = object(json!({
        "schemas": ["x"], "id": "1", "meta": { "version": "1" }, "userName": "a", "title": "Clerk",
        "name": { "givenName": "A", "familyName": "B" },
        "emails": [{ "value": "a@x", "type": "work" }],
        ENTERPRISE: { "department": "Dock", "costCenter": "7" },
    }));
    let shown = |attributes: &str, excluded: &str| {
        Value::Object(Projection::read(attributes, excluded).apply(&USERS, user.clone()))
    };
    assert_eq!(
        shown("USERNAME, emails.value, name.givenName, nothing", ""),
        json!({ "schemas": ["x"], "id": "1", "userName": "a", "emails": [{ "value": "a@x" }], "name": { "givenName": "A" } })
    );
    let department = format!("{ENTERPRISE}:department");
    assert_eq!(
        shown(&department, ""),
        json!({ "schemas": ["x"], "id": "1", ENTERPRISE: { "department": "Dock" } })
    );
    let without = format!("id,emails,name.familyName,meta,title,{ENTERPRISE}");
    assert_eq!(
        shown("", &without),
        json!({ "schemas": ["x"], "id": "1", "userName": "a", "name": { "givenName": "A" } })
    );
    assert_eq!(shown(ENTERPRISE, "")[ENTERPRISE], user[ENTERPRISE]);
}
