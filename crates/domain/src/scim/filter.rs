//! Filters (RFC 7644 §3.4.2.2): read whole, or refused with what could not be read.

use serde_json::Value;

use super::path::AttributePath;
use super::schema::Attribute;
use super::{Kind, Object, Refused, Result, find};

/// The longest filter, in bytes.
const MAX_BYTES: usize = 8 * 1024;
/// How deep a filter nests.
const MAX_DEPTH: usize = 32;

/// A condition on resources.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Both hold.
    And(Box<Filter>, Box<Filter>),
    /// One of them holds.
    Or(Box<Filter>, Box<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The attribute compares so with the value.
    Compare(AttributePath, Operator, Literal),
    /// The attribute has a value.
    Present(AttributePath),
    /// One value of the attribute meets the condition.
    Any(AttributePath, Box<Filter>),
}

/// How an attribute is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Is the value.
    Eq,
    /// Is not the value.
    Ne,
    /// Holds the value.
    Co,
    /// Begins with the value.
    Sw,
    /// Ends with the value.
    Ew,
    /// Comes after the value.
    Gt,
    /// Is the value or comes after it.
    Ge,
    /// Comes before the value.
    Lt,
    /// Is the value or comes before it.
    Le,
}

impl Operator {
    fn read(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "eq" => Self::Eq,
            "ne" => Self::Ne,
            "co" => Self::Co,
            "sw" => Self::Sw,
            "ew" => Self::Ew,
            "gt" => Self::Gt,
            "ge" => Self::Ge,
            "lt" => Self::Lt,
            "le" => Self::Le,
            _ => return None,
        })
    }

    /// The word in filters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }
}

/// What an attribute is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Nothing.
    Null,
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(serde_json::Number),
    /// A text.
    Text(String),
}

/// Reads a filter.
///
/// # Errors
/// [`Kind::InvalidFilter`], with what could not be read.
pub fn read(text: &str) -> Result<Filter> {
    if text.len() > MAX_BYTES {
        return Err(refused(format!(
            "A filter has at most {MAX_BYTES} bytes; this one has {}.",
            text.len()
        )));
    }
    let mut reader = Reader {
        tokens: tokens(text)?,
        at: 0,
    };
    let filter = reader.either(0)?;
    match reader.next() {
        None => Ok(filter),
        Some(token) => Err(refused(format!(
            "The filter should end before {}.",
            token.shown()
        ))),
    }
}

fn refused(detail: impl Into<String>) -> Refused {
    Refused::new(Kind::InvalidFilter, detail)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    OpenValue,
    CloseValue,
    /// A name, an operator or a word of JSON.
    Word(String),
    Text(String),
    Number(serde_json::Number),
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Self::Open => "(".to_owned(),
            Self::Close => ")".to_owned(),
            Self::OpenValue => "[".to_owned(),
            Self::CloseValue => "]".to_owned(),
            Self::Word(word) => word.clone(),
            Self::Text(text) => format!("{text:?}"),
            Self::Number(number) => number.to_string(),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' | '\t' | '\r' | '\n' => {
                rest = &rest[1..];
                continue;
            }
            '(' => push(&mut tokens, Token::Open),
            ')' => push(&mut tokens, Token::Close),
            '[' => push(&mut tokens, Token::OpenValue),
            ']' => push(&mut tokens, Token::CloseValue),
            '"' => {
                let length = text_length(rest)
                    .ok_or_else(|| refused("A text in the filter has no closing quote."))?;
                let read: String = serde_json::from_str(&rest[..length]).map_err(|_| {
                    refused(format!(
                        "{} is not a text as JSON writes it.",
                        &rest[..length]
                    ))
                })?;
                tokens.push(Token::Text(read));
                length
            }
            c if c.is_ascii_alphanumeric() || matches!(c, '$' | '-' | '+') => {
                let length = rest
                    .find(|c: char| {
                        !(c.is_ascii_alphanumeric()
                            || matches!(c, '.' | ':' | '-' | '_' | '$' | '+'))
                    })
                    .unwrap_or(rest.len());
                let word = &rest[..length];
                tokens.push(if c.is_ascii_digit() || c == '-' {
                    let number = serde_json::from_str(word)
                        .map_err(|_| refused(format!("{word} is no number.")))?;
                    Token::Number(number)
                } else {
                    Token::Word(word.to_owned())
                });
                length
            }
            other => return Err(refused(format!("{other:?} has no place in a filter."))),
        };
        rest = &rest[length..];
    }
    Ok(tokens)
}

fn push(tokens: &mut Vec<Token>, token: Token) -> usize {
    tokens.push(token);
    1
}

/// How long the text in quotes is that `rest` begins with, quotes included.
fn text_length(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word));
        if found {
            self.at += 1;
        }
        found
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(token);
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, token: &Token) -> Result<()> {
        if self.take(token) {
            return Ok(());
        }
        Err(refused(format!("{} is missing.", token.shown())))
    }

    fn either(&mut self, depth: usize) -> Result<Filter> {
        let mut left = self.both(depth)?;
        while self.take_word("or") {
            left = Filter::Or(Box::new(left), Box::new(self.both(depth)?));
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Filter> {
        let mut left = self.one(depth)?;
        while self.take_word("and") {
            left = Filter::And(Box::new(left), Box::new(self.one(depth)?));
        }
        Ok(left)
    }

    fn one(&mut self, depth: usize) -> Result<Filter> {
        if depth >= MAX_DEPTH {
            return Err(refused(format!("A filter nests at most {MAX_DEPTH} deep.")));
        }
        if self.take(&Token::Open) {
            let inner = self.either(depth + 1)?;
            self.expect(&Token::Close)?;
            return Ok(inner);
        }
        // `not` is followed by its parenthesis; an attribute of that name would be followed by an operator.
        if matches!(self.tokens.get(self.at + 1), Some(Token::Open)) && self.take_word("not") {
            self.expect(&Token::Open)?;
            let inner = self.either(depth + 1)?;
            self.expect(&Token::Close)?;
            return Ok(Filter::Not(Box::new(inner)));
        }
        let path = match self.next() {
            Some(Token::Word(word)) => AttributePath::read(&word)
                .ok_or_else(|| refused(format!("{word} is not the name of an attribute.")))?,
            Some(token) => {
                return Err(refused(format!(
                    "The name of an attribute is missing before {}.",
                    token.shown()
                )));
            }
            None => return Err(refused("The name of an attribute is missing at the end.")),
        };
        if self.take(&Token::OpenValue) {
            let inner = self.either(depth + 1)?;
            self.expect(&Token::CloseValue)?;
            return Ok(Filter::Any(path, Box::new(inner)));
        }
        self.comparison(path)
    }

    fn comparison(&mut self, path: AttributePath) -> Result<Filter> {
        if self.take_word("pr") {
            return Ok(Filter::Present(path));
        }
        let operator = match self.next() {
            Some(Token::Word(word)) => Operator::read(&word).ok_or_else(|| {
                refused(format!(
                    "{word} is no operator; write eq, ne, co, sw, ew, pr, gt, ge, lt or le."
                ))
            })?,
            Some(token) => {
                return Err(refused(format!(
                    "An operator is missing between {path} and {}.",
                    token.shown()
                )));
            }
            None => return Err(refused(format!("An operator is missing behind {path}."))),
        };
        let literal = match self.next() {
            Some(Token::Text(text)) => Literal::Text(text),
            Some(Token::Number(number)) => Literal::Number(number),
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "true" => Literal::Boolean(true),
                "false" => Literal::Boolean(false),
                "null" => Literal::Null,
                _ => return Err(refused(format!("Write {word} in quotes."))),
            },
            Some(token) => {
                return Err(refused(format!(
                    "A value is missing before {}.",
                    token.shown()
                )));
            }
            None => return Err(refused(format!("A value is missing behind {path}."))),
        };
        Ok(Filter::Compare(path, operator, literal))
    }
}

impl Filter {
    /// Whether one value of `attribute` meets the condition.
    ///
    /// # Errors
    /// The condition names what the attribute has not.
    pub fn meets(&self, attribute: &Attribute, value: &Value) -> Result<bool> {
        match self {
            Self::And(left, right) => {
                Ok(left.meets(attribute, value)? & right.meets(attribute, value)?)
            }
            Self::Or(left, right) => {
                Ok(left.meets(attribute, value)? | right.meets(attribute, value)?)
            }
            Self::Not(inner) => Ok(!inner.meets(attribute, value)?),
            Self::Present(path) => Ok(part_of(attribute, path, value)?.1.is_some()),
            Self::Compare(path, operator, literal) => {
                let (case_exact, found) = part_of(attribute, path, value)?;
                Ok(compare(found, *operator, literal, case_exact))
            }
            Self::Any(path, _) => Err(refused(format!(
                "{path} stands in brackets within brackets."
            ))),
        }
    }

    /// The values that make the condition true, where it says no more than that parts equal values.
    #[must_use]
    pub fn equalities(&self) -> Option<Object> {
        match self {
            Self::Compare(path, Operator::Eq, literal) if path.part.is_none() => {
                let value = match literal {
                    Literal::Null => return None,
                    Literal::Boolean(value) => Value::Bool(*value),
                    Literal::Number(value) => Value::Number(value.clone()),
                    Literal::Text(value) => Value::String(value.clone()),
                };
                Some(Object::from_iter([(path.name.clone(), value)]))
            }
            Self::And(left, right) => {
                let mut both = left.equalities()?;
                both.extend(right.equalities()?);
                Some(both)
            }
            _ => None,
        }
    }
}

/// The part of `value` that `path` names, and whether its case counts. A plain value is its own `value`.
fn part_of<'a>(
    attribute: &Attribute,
    path: &AttributePath,
    value: &'a Value,
) -> Result<(bool, Option<&'a Value>)> {
    let unknown = || {
        refused(format!(
            "{} has no part of the name {path}.",
            attribute.name
        ))
    };
    if path.urn.is_some() || path.part.is_some() {
        return Err(unknown());
    }
    match value {
        Value::Object(parts) => {
            let part = attribute.part(&path.name).ok_or_else(unknown)?;
            Ok((part.case_exact, find(parts, part.name)))
        }
        plain if path.name.eq_ignore_ascii_case("value") => Ok((attribute.case_exact, Some(plain))),
        _ => Err(unknown()),
    }
}

fn compare(found: Option<&Value>, operator: Operator, literal: &Literal, case_exact: bool) -> bool {
    let fold = |text: &str| {
        if case_exact {
            text.to_owned()
        } else {
            text.to_lowercase()
        }
    };
    match (found, literal) {
        (None | Some(Value::Null), Literal::Null) => operator == Operator::Eq,
        (None | Some(Value::Null), _) => operator == Operator::Ne,
        (Some(Value::String(own)), Literal::Text(text)) => {
            let (own, text) = (fold(own), fold(text));
            match operator {
                Operator::Eq => own == text,
                Operator::Ne => own != text,
                Operator::Co => own.contains(&text),
                Operator::Sw => own.starts_with(&text),
                Operator::Ew => own.ends_with(&text),
                Operator::Gt => own > text,
                Operator::Ge => own >= text,
                Operator::Lt => own < text,
                Operator::Le => own <= text,
            }
        }
        (Some(Value::Bool(own)), literal) => {
            let same = boolean(literal).map(|value| value == *own);
            match operator {
                Operator::Eq => same == Some(true),
                Operator::Ne => same != Some(true),
                _ => false,
            }
        }
        (Some(_), _) => operator == Operator::Ne,
    }
}

/// True or false, also as the texts `"True"` and `"False"` that Entra sends.
#[must_use]
pub fn boolean(literal: &Literal) -> Option<bool> {
    match literal {
        Literal::Boolean(value) => Some(*value),
        Literal::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Literal::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
