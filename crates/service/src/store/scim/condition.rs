//! Filters as conditions in SQL. What no index or column answers is refused by name: never a wider result.
//!
//! No condition is ever null, so that `not` means what it says.

use chrono::{DateTime, Utc};
use domain::scim::filter::{Filter, Literal, Operator, boolean};
use domain::scim::path::AttributePath;
use domain::scim::schema::{GROUP, USER};
use domain::scim::{Kind, Refused};
use sqlx::types::Uuid;
use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::store::contains_pattern;

/// What a condition is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// `users u`
    Users,
    /// `groups g`
    Groups,
}

/// A text that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    UserName,
    DisplayName,
    EmailValue,
    EmailType,
}

/// A condition that the database answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Constant(bool),
    Text(Comparison),
    ExternalIdIs(String),
    ExternalIdBeginsWith(String),
    HasExternalId,
    Id(Uuid),
    Active(bool),
    Changed(&'static str, DateTime<Utc>),
    /// A mail address of the user meets the condition; the address itself, where the condition says which it is.
    Email(Option<String>, Box<Condition>),
    HasEmail,
    Member(Uuid),
    HasMember,
}

/// A comparison of one column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    column: Column,
    operator: Operator,
    value: String,
}

fn refused(detail: impl Into<String>) -> Refused {
    Refused::new(Kind::InvalidFilter, detail)
}

/// What `filter` asks of `of`.
pub(crate) fn of_filter(of: Of, filter: &Filter) -> Result<Condition, Refused> {
    let both = |left: &Filter, right: &Filter| {
        Ok::<_, Refused>((
            Box::new(of_filter(of, left)?),
            Box::new(of_filter(of, right)?),
        ))
    };
    match filter {
        Filter::And(left, right) => both(left, right).map(|(l, r)| Condition::And(l, r)),
        Filter::Or(left, right) => both(left, right).map(|(l, r)| Condition::Or(l, r)),
        Filter::Not(inner) => Ok(Condition::Not(Box::new(of_filter(of, inner)?))),
        Filter::Present(path) => present(of, path),
        Filter::Compare(path, operator, literal) => compare(of, path, *operator, literal),
        Filter::Any(path, inner) => any(of, path, inner),
    }
}

/// What can be asked about, for those who asked something else.
fn not_asked(of: Of, path: &AttributePath) -> Refused {
    let known = match of {
        Of::Users => {
            "userName, displayName, externalId, id, active, emails.value, emails.type and meta.lastModified"
        }
        Of::Groups => "displayName, externalId, id, members.value and meta.lastModified",
    };
    refused(format!(
        "No filter by {path}: this server answers filters by {known}."
    ))
}

fn is(of: Of, path: &AttributePath, name: &str, part: Option<&str>) -> bool {
    let urn = match of {
        Of::Users => USER,
        Of::Groups => GROUP,
    };
    path.is(urn, name, part)
}

fn present(of: Of, path: &AttributePath) -> Result<Condition, Refused> {
    let is = |name, part| is(of, path, name, part);
    if is("id", None)
        || is("displayName", None)
        || is("meta", None)
        || is("meta", Some("lastModified"))
        || (of == Of::Users && (is("userName", None) || is("active", None)))
    {
        return Ok(Condition::Constant(true));
    }
    if is("externalId", None) {
        return Ok(Condition::HasExternalId);
    }
    if of == Of::Users && (is("emails", None) || is("emails", Some("value"))) {
        return Ok(Condition::HasEmail);
    }
    if of == Of::Groups && (is("members", None) || is("members", Some("value"))) {
        return Ok(Condition::HasMember);
    }
    Err(not_asked(of, path))
}

fn compare(
    of: Of,
    path: &AttributePath,
    operator: Operator,
    literal: &Literal,
) -> Result<Condition, Refused> {
    // "Is nothing" is "has no value", whatever the attribute is (RFC 7643 §2.5).
    if *literal == Literal::Null {
        let has = present(of, path)?;
        return match operator {
            Operator::Eq => Ok(Condition::Not(Box::new(has))),
            Operator::Ne => Ok(has),
            _ => Err(operators(path, "eq, ne and pr")),
        };
    }
    let is = |name, part| is(of, path, name, part);
    if is("id", None) {
        let text = text(path, literal)?;
        // What is no id of this server is nobody's.
        let found = Uuid::parse_str(text).map_or(Condition::Constant(false), Condition::Id);
        return equality(path, operator, found);
    }
    if is("displayName", None) {
        return folded(path, Column::DisplayName, operator, literal);
    }
    if is("externalId", None) {
        let text = text(path, literal)?.to_owned();
        return match operator {
            Operator::Sw => Ok(Condition::ExternalIdBeginsWith(text)),
            Operator::Eq | Operator::Ne => equality(path, operator, Condition::ExternalIdIs(text)),
            _ => Err(operators(path, "eq, ne, sw and pr")),
        };
    }
    if is("meta", Some("lastModified")) {
        return changed(path, operator, literal);
    }
    match of {
        Of::Users if is("userName", None) => folded(path, Column::UserName, operator, literal),
        Of::Users if is("active", None) => {
            let value = boolean(literal)
                .ok_or_else(|| refused(format!("Compare {path} with true or false.")))?;
            equality(path, operator, Condition::Active(value))
        }
        Of::Users if is("emails", None) || is("emails", Some("value")) => {
            email(folded(path, Column::EmailValue, operator, literal)?)
        }
        Of::Users if is("emails", Some("type")) => {
            email(folded(path, Column::EmailType, operator, literal)?)
        }
        Of::Groups if is("members", None) || is("members", Some("value")) => {
            member(path, operator, literal)
        }
        _ => Err(not_asked(of, path)),
    }
}

fn any(of: Of, path: &AttributePath, inner: &Filter) -> Result<Condition, Refused> {
    match of {
        Of::Users if is(of, path, "emails", None) => email(email_condition(inner)?),
        Of::Groups if is(of, path, "members", None) => match inner {
            Filter::Compare(part, operator, literal) if part.is(GROUP, "value", None) => {
                member(part, *operator, literal)
            }
            Filter::Or(left, right) => Ok(Condition::Or(
                Box::new(any(of, path, left)?),
                Box::new(any(of, path, right)?),
            )),
            _ => Err(refused(
                "Members are picked by their ids: members[value eq \"…\"].",
            )),
        },
        _ => Err(not_asked(of, path)),
    }
}

/// A condition on one mail address.
fn email_condition(filter: &Filter) -> Result<Condition, Refused> {
    let both = |left: &Filter, right: &Filter| {
        Ok::<_, Refused>((
            Box::new(email_condition(left)?),
            Box::new(email_condition(right)?),
        ))
    };
    match filter {
        Filter::And(left, right) => both(left, right).map(|(l, r)| Condition::And(l, r)),
        Filter::Or(left, right) => both(left, right).map(|(l, r)| Condition::Or(l, r)),
        Filter::Not(inner) => Ok(Condition::Not(Box::new(email_condition(inner)?))),
        Filter::Compare(path, operator, literal) if path.is(USER, "value", None) => {
            folded(path, Column::EmailValue, *operator, literal)
        }
        Filter::Compare(path, operator, literal) if path.is(USER, "type", None) => {
            folded(path, Column::EmailType, *operator, literal)
        }
        Filter::Present(path) if path.is(USER, "value", None) => Ok(Condition::Constant(true)),
        Filter::Compare(path, ..) | Filter::Present(path) | Filter::Any(path, _) => Err(refused(
            format!("No filter by emails[{path}]: this server answers value and type."),
        )),
    }
}

fn email(condition: Condition) -> Result<Condition, Refused> {
    let address = address_of(&condition).map(str::to_owned);
    Ok(Condition::Email(address, Box::new(condition)))
}

/// The one address that can meet the condition.
fn address_of(condition: &Condition) -> Option<&str> {
    match condition {
        Condition::Text(Comparison {
            column: Column::EmailValue,
            operator: Operator::Eq,
            value,
        }) => Some(value),
        Condition::And(left, right) => address_of(left).or_else(|| address_of(right)),
        _ => None,
    }
}

fn member(
    path: &AttributePath,
    operator: Operator,
    literal: &Literal,
) -> Result<Condition, Refused> {
    if operator != Operator::Eq {
        return Err(operators(path, "eq and pr"));
    }
    let id = text(path, literal)?;
    Ok(Uuid::parse_str(id).map_or(Condition::Constant(false), Condition::Member))
}

fn changed(
    path: &AttributePath,
    operator: Operator,
    literal: &Literal,
) -> Result<Condition, Refused> {
    let at = DateTime::parse_from_rfc3339(text(path, literal)?)
        .map_err(|_| refused(format!("Write {path} as 2026-11-25T08:00:00Z.")))?
        .with_timezone(&Utc);
    let sign = sign(operator).ok_or_else(|| operators(path, "eq, ne, gt, ge, lt and le"))?;
    Ok(Condition::Changed(sign, at))
}

fn sign(operator: Operator) -> Option<&'static str> {
    Some(match operator {
        Operator::Eq => " = ",
        Operator::Ne => " <> ",
        Operator::Gt => " > ",
        Operator::Ge => " >= ",
        Operator::Lt => " < ",
        Operator::Le => " <= ",
        Operator::Co | Operator::Sw | Operator::Ew => return None,
    })
}

fn equality(
    path: &AttributePath,
    operator: Operator,
    found: Condition,
) -> Result<Condition, Refused> {
    match operator {
        Operator::Eq => Ok(found),
        Operator::Ne => Ok(Condition::Not(Box::new(found))),
        _ => Err(operators(path, "eq, ne and pr")),
    }
}

fn folded(
    path: &AttributePath,
    column: Column,
    operator: Operator,
    literal: &Literal,
) -> Result<Condition, Refused> {
    let value = text(path, literal)?.to_lowercase();
    Ok(Condition::Text(Comparison {
        column,
        operator,
        value,
    }))
}

fn text<'a>(path: &AttributePath, literal: &'a Literal) -> Result<&'a str, Refused> {
    match literal {
        Literal::Text(text) if !text.contains('\0') => Ok(text),
        _ => Err(refused(format!("Compare {path} with a text in quotes."))),
    }
}

fn operators(path: &AttributePath, known: &str) -> Refused {
    refused(format!("{path} is compared with {known}."))
}

/// Where the columns of a condition stand.
#[derive(Clone, Copy)]
enum Row {
    Of(Of),
    /// The address that the user itself has.
    MainEmail,
    /// `user_emails e`
    OtherEmail,
}

impl Row {
    fn name(self, column: Column) -> &'static str {
        match (column, self) {
            (Column::UserName, _) => "u.upn_key",
            (Column::DisplayName, Self::Of(Of::Groups)) => "g.name_key",
            (Column::DisplayName, _) => "u.name_key",
            (Column::EmailValue, Self::OtherEmail) => "e.value_key",
            (Column::EmailValue, _) => "lower(u.mail)",
            (Column::EmailType, Self::OtherEmail) => "e.type_key",
            (Column::EmailType, _) => "u.mail_type",
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Of(Of::Groups) => "g",
            _ => "u",
        }
    }
}

/// Adds the condition.
pub(crate) fn push<'a, DB>(
    sql: &mut QueryBuilder<'a, DB>,
    of: Of,
    condition: &Condition,
    is_sqlite: bool,
) where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
    Uuid: Encode<'a, DB> + Type<DB>,
    bool: Encode<'a, DB> + Type<DB>,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    push_of(sql, Row::Of(of), condition, is_sqlite);
}

fn push_of<'a, DB>(sql: &mut QueryBuilder<'a, DB>, row: Row, condition: &Condition, is_sqlite: bool)
where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
    Uuid: Encode<'a, DB> + Type<DB>,
    bool: Encode<'a, DB> + Type<DB>,
    DateTime<Utc>: Encode<'a, DB> + Type<DB>,
{
    let table = row.table();
    match condition {
        Condition::And(left, right) | Condition::Or(left, right) => {
            let word = if matches!(condition, Condition::And(..)) {
                " and "
            } else {
                " or "
            };
            sql.push("(");
            push_of(sql, row, left, is_sqlite);
            sql.push(word);
            push_of(sql, row, right, is_sqlite);
            sql.push(")");
        }
        Condition::Not(inner) => {
            sql.push("not (");
            push_of(sql, row, inner, is_sqlite);
            sql.push(")");
        }
        Condition::Constant(value) => {
            sql.push(if *value { "true" } else { "false" });
        }
        Condition::Text(comparison) => push_text(sql, row, comparison, is_sqlite),
        Condition::ExternalIdIs(id) => {
            sql.push(format!(
                "({table}.external_id is not null and {table}.external_id = "
            ))
            .push_bind(id.clone())
            .push(")");
        }
        Condition::ExternalIdBeginsWith(start) => {
            sql.push(format!("substr(coalesce({table}.external_id, ''), 1, "))
                .push(start.chars().count().to_string())
                .push(") = ")
                .push_bind(start.clone());
        }
        Condition::HasExternalId => {
            sql.push(format!("{table}.external_id is not null"));
        }
        Condition::Id(id) => {
            sql.push(format!("{table}.id = ")).push_bind(*id);
        }
        Condition::Active(value) => {
            sql.push("u.account_enabled = ").push_bind(*value);
        }
        Condition::Changed(sign, at) => {
            sql.push(format!("{table}.changed_at{sign}")).push_bind(*at);
        }
        Condition::Email(address, condition) => {
            sql.push("(");
            // Found by the index first, where it is known which address it is.
            if let Some(address) = address {
                sql.push("u.id in (select id from users where mail <> '' and lower(mail) = ")
                    .push_bind(address.clone())
                    .push(" union select user_id from user_emails where value_key = ")
                    .push_bind(address.clone())
                    .push(") and ");
            }
            sql.push("((u.mail <> '' and ");
            push_of(sql, Row::MainEmail, condition, is_sqlite);
            sql.push(") or exists (select 1 from user_emails e where e.user_id = u.id and ");
            push_of(sql, Row::OtherEmail, condition, is_sqlite);
            sql.push(")))");
        }
        Condition::HasEmail => {
            sql.push(
                "(u.mail <> '' or exists (select 1 from user_emails e where e.user_id = u.id))",
            );
        }
        Condition::Member(id) => {
            sql.push("g.id in (select group_id from group_members where member_id = ")
                .push_bind(*id)
                .push(" and member_kind <> 'device')");
        }
        Condition::HasMember => {
            sql.push("exists (select 1 from group_members m where m.group_id = g.id and m.member_kind <> 'device')");
        }
    }
}

fn push_text<'a, DB>(
    sql: &mut QueryBuilder<'a, DB>,
    row: Row,
    comparison: &Comparison,
    is_sqlite: bool,
) where
    DB: Database,
    String: Encode<'a, DB> + Type<DB>,
{
    let name = row.name(comparison.column);
    let value = &comparison.value;
    if let Some(sign) = sign(comparison.operator) {
        sql.push(name);
        // By code points, as SQLite compares; PostgreSQL would ask the language of the database.
        if !is_sqlite && !matches!(comparison.operator, Operator::Eq | Operator::Ne) {
            sql.push(" collate \"C\"");
        }
        sql.push(sign).push_bind(value.clone());
        return;
    }
    let anywhere = contains_pattern(value);
    let pattern = match comparison.operator {
        Operator::Sw => anywhere.strip_prefix('%').unwrap_or(&anywhere).to_owned(),
        Operator::Ew => anywhere.strip_suffix('%').unwrap_or(&anywhere).to_owned(),
        _ => anywhere,
    };
    sql.push(name)
        .push(" like ")
        .push_bind(pattern)
        .push(r" escape '\'");
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::scim::filter;

    #[test]
    fn what_no_column_answers_is_refused_by_name() {
        for (of, text, named) in [
            (Of::Users, "nickName eq \"x\"", "nickName"),
            (Of::Users, "userName eq \"x\" or title pr", "title"),
            (
                Of::Users,
                "not (name.familyName co \"x\")",
                "name.familyName",
            ),
            (Of::Users, "emails[primary eq true]", "primary"),
            (Of::Users, "members eq \"x\"", "members"),
            (Of::Users, "active gt true", "active"),
            (Of::Users, "active eq \"maybe\"", "active"),
            (Of::Users, "userName eq 5", "userName"),
            (Of::Users, "id co \"1\"", "id"),
            (
                Of::Users,
                "urn:ietf:params:scim:schemas:core:2.0:Group:displayName eq \"x\"",
                "Group",
            ),
            (Of::Groups, "userName eq \"x\"", "userName"),
            (Of::Groups, "members ne \"x\"", "members"),
            (
                Of::Groups,
                "meta.lastModified gt \"yesterday\"",
                "meta.lastModified",
            ),
        ] {
            let refused = of_filter(of, &filter::read(text).unwrap()).unwrap_err();
            assert_eq!(refused.kind, Kind::InvalidFilter, "{text}");
            assert!(refused.detail.contains(named), "{text}: {refused}");
        }
    }

    #[test]
    fn an_id_that_is_none_is_nobody_s() {
        let filter = filter::read("id eq \"bjensen\"").unwrap();
        assert_eq!(
            of_filter(Of::Users, &filter),
            Ok(Condition::Constant(false))
        );
    }
}
