//! Users between SCIM and the directory: which attributes are columns of the directory, and what holds where the two differ.

use serde_json::{Value, json};

use super::resource::is_primary;
use super::schema::ENTERPRISE;
use super::{Object, find};
use crate::directory::User;

/// What the directory itself keeps of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// `userName`.
    pub upn: String,
    /// `displayName`, or the name that the parts of the person's name make.
    pub name: String,
    /// `active`; an account that nothing is said of may sign in.
    pub account_enabled: bool,
    /// `department`.
    pub department: String,
    /// `title`.
    pub job_title: String,
    /// The mail address to use first.
    pub mail: String,
    /// What that address is used for.
    pub mail_type: String,
    /// The other addresses, each with what it is used for.
    pub other_mails: Vec<(String, String)>,
}

/// What the directory keeps of `resource`.
#[must_use]
pub fn columns(resource: &Object) -> Columns {
    let text = |key: &str| text_of(resource, key);
    let upn = text("userName");
    let emails = emails(resource);
    let main = main_email(emails);
    let mail = |email: &Value| {
        let part = |key| email.get(key).and_then(Value::as_str).unwrap_or_default();
        (part("value").to_owned(), part("type").to_owned())
    };
    let (main_value, main_type) = main
        .and_then(|at| emails.get(at))
        .map(mail)
        .unwrap_or_default();
    let other_mails = emails
        .iter()
        .enumerate()
        .filter(|(at, _)| Some(*at) != main)
        .map(|(_, email)| mail(email))
        .filter(|(value, _)| !value.is_empty())
        .collect();
    Columns {
        name: display_name(resource, &upn),
        account_enabled: resource
            .get("active")
            .and_then(Value::as_bool)
            .unwrap_or(true),
        department: resource
            .get(ENTERPRISE)
            .and_then(Value::as_object)
            .map(|enterprise| text_of(enterprise, "department"))
            .unwrap_or_default(),
        job_title: text("title"),
        mail: main_value,
        mail_type: main_type,
        other_mails,
        upn,
    }
}

/// The resource as the directory has it now: `kept` is what SCIM last said, `user` what the directory holds. Where an
/// import or a person changed the directory since, the directory is right.
#[must_use]
pub fn current(kept: Option<Object>, user: &User) -> Object {
    let is_known = kept.is_some();
    let mut resource = kept.unwrap_or_default();
    let said = columns(&resource);
    let mut put = |key: &str, value: &str, differs: bool| {
        if differs && value.is_empty() {
            resource.remove(key);
        } else if differs {
            resource.insert(key.to_owned(), json!(value));
        }
    };
    put("userName", &user.upn, said.upn != user.upn);
    put("displayName", &user.name, said.name != user.name);
    put("title", &user.job_title, said.job_title != user.job_title);
    if !is_known || said.account_enabled != user.account_enabled {
        resource.insert("active".to_owned(), json!(user.account_enabled));
    }
    if said.department != user.department {
        let mut enterprise = match resource.remove(ENTERPRISE) {
            Some(Value::Object(enterprise)) => enterprise,
            _ => Object::new(),
        };
        enterprise.remove("department");
        if !user.department.is_empty() {
            enterprise.insert("department".to_owned(), json!(user.department));
        }
        if !enterprise.is_empty() {
            resource.insert(ENTERPRISE.to_owned(), Value::Object(enterprise));
        }
    }
    if said.mail != user.mail {
        set_mail(&mut resource, &user.mail);
    }
    resource
}

fn text_of(object: &Object, key: &str) -> String {
    find(object, key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn emails(resource: &Object) -> &[Value] {
    resource
        .get("emails")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The one marked as primary, else the first for work, else the first.
fn main_email(emails: &[Value]) -> Option<usize> {
    let is_for_work = |email: &Value| {
        email
            .get("type")
            .and_then(Value::as_str)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("work"))
    };
    emails
        .iter()
        .position(is_primary)
        .or_else(|| emails.iter().position(is_for_work))
        .or((!emails.is_empty()).then_some(0))
}

fn set_mail(resource: &mut Object, mail: &str) {
    let mut emails = emails(resource).to_vec();
    match main_email(&emails) {
        Some(at) if mail.is_empty() => drop(emails.remove(at)),
        Some(at) => {
            if let Some(email) = emails.get_mut(at).and_then(Value::as_object_mut) {
                email.insert("value".to_owned(), json!(mail));
            }
        }
        None => emails.push(json!({ "value": mail, "type": "work", "primary": true })),
    }
    if emails.is_empty() {
        resource.remove("emails");
    } else {
        resource.insert("emails".to_owned(), Value::Array(emails));
    }
}

fn display_name(resource: &Object, upn: &str) -> String {
    let empty = Object::new();
    let name = resource
        .get("name")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let given_and_family = format!(
        "{} {}",
        text_of(name, "givenName"),
        text_of(name, "familyName")
    );
    [
        text_of(resource, "displayName"),
        text_of(name, "formatted"),
        given_and_family.trim().to_owned(),
    ]
    .into_iter()
    .find(|name| !name.trim().is_empty())
    .unwrap_or_else(|| upn.to_owned())
}
