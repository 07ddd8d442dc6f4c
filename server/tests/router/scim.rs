//! SCIM as clients speak it: bytes in, bytes out, with the forms that Entra sends.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use domain::actor::Actor;
use domain::directory::UserQuery;
use serde_json::{Value, json};

use crate::common::{Answer, Server};
use crate::tokens::directory_token;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A client that holds a token.
struct Client {
    server: Server,
    authorization: String,
}

impl Client {
    async fn start() -> Self {
        let server = Server::start().await;
        let authorization = format!("Bearer {}", directory_token(&server).await);
        Self {
            server,
            authorization,
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut all = vec![
            ("authorization", self.authorization.as_str()),
            ("accept", "application/scim+json"),
            ("content-type", "application/scim+json"),
        ];
        all.extend_from_slice(headers);
        let path = format!("/scim/v2{path}");
        self.server.browser().send(method, &path, &all, body).await
    }

    async fn call(&self, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let method = method.parse().unwrap();
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        let answer = self.send(method, path, &[], body).await;
        let shown = if answer.body.is_empty() {
            Value::Null
        } else {
            assert_eq!(
                answer.header("content-type"),
                "application/scim+json",
                "{path}"
            );
            serde_json::from_str(&answer.body).unwrap()
        };
        (answer.status, shown)
    }

    async fn get(&self, path: &str) -> Value {
        let (status, shown) = self.call("GET", path, &Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}: {shown}");
        shown
    }

    async fn create(&self, path: &str, body: Value) -> Value {
        let (status, shown) = self.call("POST", path, &body).await;
        assert_eq!(status, StatusCode::CREATED, "{body}: {shown}");
        shown
    }

    async fn user(&self, name: &str) -> String {
        let user = self
            .create("/Users", json!({ "schemas": [USER], "userName": name }))
            .await;
        user["id"].as_str().unwrap().to_owned()
    }

    async fn patch(&self, path: &str, operations: Value) -> (StatusCode, Value) {
        self.call(
            "PATCH",
            path,
            &json!({ "schemas": [PATCH], "Operations": operations }),
        )
        .await
    }
}

/// The names of the users, or of the groups, that a filter finds.
async fn found(client: &Client, list: &str, filter: &str) -> Vec<String> {
    let filter: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    let page = client.get(&format!("/{list}?filter={filter}")).await;
    let mut names: Vec<String> = page["Resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            one.get("userName")
                .unwrap_or(&one["displayName"])
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(page["totalResults"], json!(names.len()));
    names.sort();
    names
}

#[tokio::test]
async fn entra_s_first_day_goes_as_its_documentation_says() {
    let client = Client::start().await;
    // The test of the connection: nobody of that name.
    let page = client
        .get("/Users?filter=userName+eq+%22non-existing%22&aadOptscim062020")
        .await;
    assert_eq!(
        page["schemas"],
        json!(["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
    );
    assert_eq!(
        (&page["totalResults"], &page["Resources"]),
        (&json!(0), &json!([]))
    );
    let body = json!({
        "schemas": [USER, ENTERPRISE],
        "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        "userName": "Test_User_ab6490ee@harbor.example",
        "active": true,
        "displayName": "Ada Brandt",
        "emails": [{ "primary": true, "type": "work", "value": "ada@harbor.example" }],
        "meta": { "resourceType": "User" },
        "name": { "formatted": "Ada Brandt", "familyName": "Brandt", "givenName": "Ada" },
        "roles": [],
        ENTERPRISE: { "department": "Dock" },
    });
    let answer = client
        .send(Method::POST, "/Users", &[], Body::from(body.to_string()))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let user: Value = serde_json::from_str(&answer.body).unwrap();
    // The object id of the directory is the user's id, as it is in files.
    assert_eq!(user["id"], body["externalId"]);
    let location = "http://muster.test/scim/v2/Users/0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef";
    assert_eq!(answer.header("location"), location);
    assert_eq!(user["meta"]["location"], json!(location));
    assert_eq!(
        answer.header("etag"),
        user["meta"]["version"].as_str().unwrap()
    );
    for attribute in [
        "userName",
        "active",
        "displayName",
        "emails",
        "name",
        ENTERPRISE,
    ] {
        assert_eq!(user[attribute], body[attribute], "{attribute}");
    }
    // The same user is in the portal.
    let users = client
        .server
        .muster
        .list_users(&Actor::command_line(), &UserQuery::default())
        .await
        .unwrap();
    let row = &users.items[0];
    assert_eq!(
        (
            row.name.as_str(),
            row.mail.as_str(),
            row.department.as_str()
        ),
        ("Ada Brandt", "ada@harbor.example", "Dock")
    );
    // Twice is a conflict, in whatever case the name is written.
    let (status, shown) = client
        .call(
            "POST",
            "/Users",
            &json!({ "userName": "TEST_user_AB6490ee@harbor.example" }),
        )
        .await;
    assert_eq!(
        (status, &shown["scimType"], &shown["status"]),
        (StatusCode::CONFLICT, &json!("uniqueness"), &json!("409"))
    );
    // Disabled, with a text for false.
    let path = format!("/Users/{}", user["id"].as_str().unwrap());
    let (status, shown) = client
        .patch(
            &path,
            json!([{ "op": "Replace", "path": "active", "value": "False" }]),
        )
        .await;
    assert_eq!((status, &shown["active"]), (StatusCode::OK, &json!(false)));
    // A group with its member, asked for as Entra asks.
    let group = client
        .create("/Groups", json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Dock", "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159" }))
        .await;
    let group_path = format!("/Groups/{}", group["id"].as_str().unwrap());
    let (status, shown) = client
        .patch(&group_path, json!([{ "op": "Add", "path": "members", "value": [{ "$ref": null, "value": user["id"] }] }]))
        .await;
    assert_eq!((status, shown), (StatusCode::NO_CONTENT, Value::Null));
    let shown = client
        .get(&format!("{group_path}?excludedAttributes=members"))
        .await;
    assert_eq!(
        (&shown["displayName"], &shown["members"]),
        (&json!("Dock"), &Value::Null)
    );
    let shown = client.get(&group_path).await;
    assert_eq!(
        shown["members"],
        json!([{ "value": user["id"], "type": "User", "$ref": location }])
    );
    let filter = format!(
        "id eq \"{}\" and members eq \"{}\"",
        group["id"].as_str().unwrap(),
        user["id"].as_str().unwrap()
    );
    assert_eq!(found(&client, "Groups", &filter).await, ["Dock"]);
    // Entra removes with a list of values.
    let (status, _) = client
        .patch(&group_path, json!([{ "op": "Remove", "path": "members", "value": [{ "$ref": null, "value": user["id"] }] }]))
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert!(found(&client, "Groups", &filter).await.is_empty());
    let (status, _) = client.call("DELETE", &path, &Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, shown) = client.call("GET", &path, &Value::Null).await;
    assert_eq!(
        (status, &shown["status"]),
        (StatusCode::NOT_FOUND, &json!("404"))
    );
    let (status, _) = client.call("DELETE", &path, &Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn filters_find_what_they_ask_for_and_nothing_else() {
    let client = Client::start().await;
    for (name, display, active, emails) in [
        (
            "ann@x.example",
            "Ann",
            true,
            json!([{ "value": "ann@work.example", "type": "work", "primary": true }, { "value": "ann@home.example", "type": "home" }]),
        ),
        (
            "bob@x.example",
            "Bob_",
            false,
            json!([{ "value": "bob@work.example", "type": "home" }]),
        ),
        ("cyd@x.example", "Çyd %", true, json!([])),
    ] {
        let external_id = if name.starts_with('b') {
            Value::Null
        } else {
            json!(format!("E-{display}"))
        };
        client
            .create("/Users", json!({ "userName": name, "displayName": display, "active": active, "emails": emails, "externalId": external_id }))
            .await;
    }
    let all = ["ann@x.example", "bob@x.example", "cyd@x.example"];
    let (ann, bob, cyd) = (all[0], all[1], all[2]);
    for (filter, names) in [
        (r#"userName eq "ANN@x.example""#, vec![ann]),
        (
            r#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann@x.example""#,
            vec![ann],
        ),
        (r#"userName ne "ann@x.example""#, vec![bob, cyd]),
        (r#"userName sw "b""#, vec![bob]),
        (r#"userName ew "example""#, all.to_vec()),
        (r#"userName gt "bob@x.example""#, vec![cyd]),
        (r#"userName le "bob@x.example""#, vec![ann, bob]),
        (r#"displayName co "_""#, vec![bob]),
        (r#"displayName co "%""#, vec![cyd]),
        (r#"displayName sw "çyd""#, vec![cyd]),
        ("active eq false", vec![bob]),
        (r#"active eq "True""#, vec![ann, cyd]),
        ("active ne true", vec![bob]),
        ("externalId pr", vec![ann, cyd]),
        ("externalId eq null", vec![bob]),
        (r#"externalId eq "E-Ann""#, vec![ann]),
        (r#"externalId eq "e-ann""#, vec![]),
        (r#"externalId ne "E-Ann""#, vec![bob, cyd]),
        (r#"not (externalId eq "E-Ann")"#, vec![bob, cyd]),
        (r#"externalId sw "E-Ç""#, vec![cyd]),
        ("emails pr", vec![ann, bob]),
        (r#"emails.value eq "ANN@home.example""#, vec![ann]),
        (r#"emails eq "bob@work.example""#, vec![bob]),
        (r#"emails co "@work.example""#, vec![ann, bob]),
        (r#"emails.type eq "home""#, vec![ann, bob]),
        (
            r#"emails[type eq "work" and value ew "@work.example"]"#,
            vec![ann],
        ),
        (
            r#"emails[type eq "home" and value eq "ann@work.example"]"#,
            vec![],
        ),
        (
            r#"emails[type eq "home" and value eq "ann@home.example"]"#,
            vec![ann],
        ),
        (r#"emails[not (type eq "home")]"#, vec![ann]),
        (
            r#"active eq true and (userName sw "a" or userName sw "b")"#,
            vec![ann],
        ),
        (
            r#"userName sw "a" or userName sw "b" and active eq true"#,
            vec![ann],
        ),
        (
            r#"meta.lastModified ge "2026-10-05T08:00:00Z""#,
            all.to_vec(),
        ),
        (r#"meta.lastModified gt "2026-10-05T08:00:00Z""#, vec![]),
        (r#"id eq "nobody""#, vec![]),
        (r#"userName eq "x' or 'a'='a""#, vec![]),
    ] {
        assert_eq!(found(&client, "Users", filter).await, names, "{filter}");
    }
    for filter in [
        r#"nickName eq "x""#,
        "userName",
        r#"userName eq "x" or title pr"#,
        "",
    ] {
        let encoded: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        let (status, shown) = client
            .call("GET", &format!("/Users?filter={encoded}"), &Value::Null)
            .await;
        assert_eq!(
            (status, &shown["scimType"]),
            (StatusCode::BAD_REQUEST, &json!("invalidFilter")),
            "{filter}"
        );
    }
}

#[tokio::test]
async fn pages_have_a_total_and_searches_are_the_same_question() {
    let client = Client::start().await;
    for n in 0..5 {
        client.user(&format!("u{n}")).await;
    }
    let mut seen = Vec::new();
    for start in [1, 3, 5, 7] {
        let page = client
            .get(&format!("/Users?startIndex={start}&count=2"))
            .await;
        let rows = page["Resources"].as_array().unwrap();
        assert_eq!(
            (
                &page["totalResults"],
                &page["startIndex"],
                &page["itemsPerPage"]
            ),
            (&json!(5), &json!(start), &json!(rows.len()))
        );
        seen.extend(
            rows.iter()
                .map(|row| row["userName"].as_str().unwrap().to_owned()),
        );
    }
    seen.sort();
    assert_eq!(seen, ["u0", "u1", "u2", "u3", "u4"]);
    let page = client.get("/Users?count=0").await;
    assert_eq!(
        (&page["totalResults"], &page["Resources"]),
        (&json!(5), &json!([]))
    );
    let search = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "userName sw \"u\"", "startIndex": 2, "count": 3, "attributes": ["userName"] });
    let (status, page) = client.call("POST", "/Users/.search", &search).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&page["totalResults"], &page["itemsPerPage"]),
        (&json!(5), &json!(3))
    );
    let row = page["Resources"][0].as_object().unwrap();
    assert_eq!(
        row.keys().collect::<Vec<_>>(),
        ["id", "schemas", "userName"]
    );
    let (status, _) = client.call("POST", "/.search", &search).await;
    assert_eq!(status, StatusCode::NOT_IMPLEMENTED);
}

#[tokio::test]
async fn a_version_that_was_overtaken_changes_nothing() {
    let client = Client::start().await;
    let id = client.user("ann").await;
    let path = format!("/Users/{id}");
    let read = |answer: Answer| (answer.status, answer.header("etag").to_owned());
    let (_, first) = read(client.send(Method::GET, &path, &[], Body::empty()).await);
    let known = [("if-none-match", first.as_str())];
    assert_eq!(
        read(client.send(Method::GET, &path, &known, Body::empty()).await),
        (StatusCode::NOT_MODIFIED, first.clone())
    );
    let change = |title: &str| {
        Body::from(json!({ "schemas": [PATCH], "Operations": [{ "op": "replace", "path": "title", "value": title }] }).to_string())
    };
    let expected = [("if-match", first.as_str())];
    let (status, second) = read(
        client
            .send(Method::PATCH, &path, &expected, change("Clerk"))
            .await,
    );
    assert_eq!(status, StatusCode::OK);
    assert_ne!(second, first);
    for method in [Method::PATCH, Method::PUT, Method::DELETE] {
        let body = if method == Method::PUT {
            Body::from(r#"{"userName":"ann"}"#)
        } else {
            change("Cook")
        };
        let answer = client.send(method.clone(), &path, &expected, body).await;
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{method}");
    }
    // What changes nothing has no new version.
    let (_, same) = read(
        client
            .send(Method::PATCH, &path, &[("if-match", "*")], change("Clerk"))
            .await,
    );
    assert_eq!(same, second);
    // A change of members is a change of the group.
    let group = client
        .create("/Groups", json!({ "displayName": "G" }))
        .await;
    let group_path = format!("/Groups/{}", group["id"].as_str().unwrap());
    let (_, before) = read(
        client
            .send(Method::GET, &group_path, &[], Body::empty())
            .await,
    );
    client
        .patch(
            &group_path,
            json!([{ "op": "add", "path": "members", "value": [{ "value": id }] }]),
        )
        .await;
    let (_, after) = read(
        client
            .send(Method::GET, &group_path, &[], Body::empty())
            .await,
    );
    assert_ne!(after, before);
    let (status, _) = client.call("DELETE", &path, &Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, without) = read(
        client
            .send(Method::GET, &group_path, &[], Body::empty())
            .await,
    );
    assert_ne!(without, after);
    assert_eq!(client.get(&group_path).await["members"], Value::Null);
}

#[tokio::test]
async fn a_put_replaces_all_but_lets_nobody_in() {
    let client = Client::start().await;
    let user = client
        .create("/Users", json!({ "userName": "ann", "active": false, "title": "Clerk", "nickName": "Annie", "externalId": "e" }))
        .await;
    let path = format!("/Users/{}", user["id"].as_str().unwrap());
    let (status, shown) = client
        .call(
            "PUT",
            &path,
            &json!({ "schemas": [USER], "userName": "ann.b", "displayName": "Ann" }),
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&shown["userName"], &shown["active"], &shown["id"]),
        (&json!("ann.b"), &json!(false), &user["id"])
    );
    for gone in ["title", "nickName", "externalId"] {
        assert_eq!(shown[gone], Value::Null, "{gone}");
    }
    client.user("bob").await;
    let (status, shown) = client
        .call("PUT", &path, &json!({ "userName": "BOB" }))
        .await;
    assert_eq!(
        (status, &shown["scimType"]),
        (StatusCode::CONFLICT, &json!("uniqueness"))
    );
    assert_eq!(client.get(&path).await["userName"], json!("ann.b"));
}

#[tokio::test]
async fn groups_hold_users_and_groups_and_are_changed_member_by_member() {
    let client = Client::start().await;
    let (ann, bob) = (client.user("ann").await, client.user("bob").await);
    let inner = client
        .create(
            "/Groups",
            json!({ "displayName": "Inner", "members": [{ "value": bob }] }),
        )
        .await;
    let inner_id = inner["id"].as_str().unwrap();
    let outer = client
        .create("/Groups", json!({ "displayName": "Outer", "members": [{ "value": ann }, { "value": inner_id }, { "value": ann }] }))
        .await;
    let path = format!("/Groups/{}", outer["id"].as_str().unwrap());
    let kinds = |group: &Value| {
        let mut kinds: Vec<(String, String)> = group["members"]
            .as_array()
            .map(|members| {
                members
                    .iter()
                    .map(|m| {
                        (
                            m["type"].as_str().unwrap().to_owned(),
                            m["value"].as_str().unwrap().to_owned(),
                        )
                    })
                    .collect()
            })
            .unwrap_or_default();
        kinds.sort();
        kinds
    };
    let of = |kind: &str, id: &str| (kind.to_owned(), id.to_owned());
    assert_eq!(kinds(&outer), [of("Group", inner_id), of("User", &ann)]);
    let (status, shown) = client
        .patch(
            &format!("{path}?attributes=members"),
            json!([
                { "op": "add", "path": "members", "value": [{ "value": bob }] },
                { "op": "remove", "path": format!("members[value eq \"{ann}\"]") },
            ]),
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(shown["displayName"], Value::Null);
    assert_eq!(kinds(&shown), [of("Group", inner_id), of("User", &bob)]);
    let (status, shown) = client
        .call(
            "PUT",
            &path,
            &json!({ "displayName": "Outer 2", "members": [{ "value": ann }] }),
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (shown["displayName"].as_str(), kinds(&shown)),
        (Some("Outer 2"), vec![of("User", &ann)])
    );
    for (operation, kind) in [
        (
            json!({ "op": "add", "path": "members", "value": [{ "value": "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed" }] }),
            "invalidValue",
        ),
        (
            json!({ "op": "add", "path": "members", "value": [{ "value": outer["id"] }] }),
            "invalidValue",
        ),
        (
            json!({ "op": "replace", "path": "displayName", "value": "" }),
            "invalidValue",
        ),
    ] {
        // All or nothing: the first change is not made either.
        let (status, shown) = client
            .patch(&path, json!([{ "op": "add", "path": "members", "value": [{ "value": bob }] }, operation.clone()]))
            .await;
        assert_eq!(
            (status, shown["scimType"].as_str()),
            (StatusCode::BAD_REQUEST, Some(kind)),
            "{operation}"
        );
        assert_eq!(kinds(&client.get(&path).await), [of("User", &ann)]);
    }
    let (status, _) = client
        .patch(&path, json!([{ "op": "remove", "path": "members" }]))
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(client.get(&path).await["members"], Value::Null);
    let page = client
        .get("/Groups?excludedAttributes=members&filter=displayName+eq+%22inner%22")
        .await;
    assert_eq!(
        (&page["totalResults"], &page["Resources"][0]["members"]),
        (&json!(1), &Value::Null)
    );
    let (status, _) = client.call("DELETE", &path, &Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(client.get("/Groups").await["totalResults"], json!(1));
}

#[tokio::test]
async fn errors_are_in_scim_s_form_and_name_what_is_wrong() {
    let client = Client::start().await;
    let id = client.user("ann").await;
    let user = format!("/Users/{id}");
    for (method, path, body, status, kind) in [
        ("POST", "/Users", "{", 400, "invalidSyntax"),
        ("POST", "/Users", "[]", 400, "invalidSyntax"),
        (
            "POST",
            "/Users",
            r#"{"displayName":"x"}"#,
            400,
            "invalidValue",
        ),
        (
            "POST",
            "/Users",
            r#"{"userName":"a\nb"}"#,
            400,
            "invalidValue",
        ),
        ("PATCH", user.as_str(), "{}", 400, "invalidSyntax"),
        (
            "PATCH",
            user.as_str(),
            r#"{"Operations":[{"op":"replace","path":"id","value":"x"}]}"#,
            400,
            "mutability",
        ),
        (
            "PATCH",
            user.as_str(),
            r#"{"Operations":[{"op":"replace","path":"shoe","value":"x"}]}"#,
            400,
            "invalidPath",
        ),
        ("GET", "/Users?count=many", "", 400, "invalidValue"),
        ("GET", "/Users/nobody", "", 404, ""),
        ("GET", "/Printers", "", 404, ""),
        ("POST", user.as_str(), "{}", 405, ""),
        ("POST", "/Bulk", "{}", 501, ""),
        ("GET", "/Schemas?filter=id+pr", "", 403, ""),
    ] {
        let answer = client
            .send(method.parse().unwrap(), path, &[], Body::from(body))
            .await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{method} {path} {body}: {}",
            answer.body
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        let shown: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(
            shown["schemas"],
            json!(["urn:ietf:params:scim:api:messages:2.0:Error"])
        );
        assert_eq!(shown["status"], json!(status.to_string()));
        assert_eq!(
            shown["scimType"].as_str().unwrap_or_default(),
            kind,
            "{method} {path} {body}"
        );
        assert!(!shown["detail"].as_str().unwrap().is_empty());
    }
    let huge = format!(r#"{{"userName":"{}"}}"#, "a".repeat(17 << 20));
    let answer = client
        .send(Method::POST, "/Users", &[], Body::from(huge))
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_service_describes_itself() {
    let client = Client::start().await;
    let config = client.get("/ServiceProviderConfig").await;
    for (what, supported) in [
        ("patch", true),
        ("filter", true),
        ("etag", true),
        ("bulk", false),
        ("sort", false),
        ("changePassword", false),
    ] {
        assert_eq!(config[what]["supported"], json!(supported), "{what}");
    }
    assert_eq!(client.get("/ResourceTypes").await["totalResults"], json!(2));
    assert_eq!(
        client.get("/ResourceTypes/User").await["schemaExtensions"][0]["schema"],
        json!(ENTERPRISE)
    );
    let schemas = client.get("/Schemas").await;
    assert_eq!(schemas["totalResults"], json!(3));
    for schema in schemas["Resources"].as_array().unwrap() {
        let path = format!("/Schemas/{}", schema["id"].as_str().unwrap());
        assert_eq!(&client.get(&path).await, schema);
    }
    for path in ["/ServiceProviderConfig", "/Schemas", "/Users", "/nothing"] {
        let answer = client
            .server
            .browser()
            .get(&format!("/scim/v2{path}"))
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"Muster\"");
    }
}
