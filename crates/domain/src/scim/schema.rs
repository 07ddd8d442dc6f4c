//! What users and groups are made of. The same table describes them to clients, reads what they send and finds what
//! their filters and changes mean.

use serde_json::{Value, json};

use super::path::AttributePath;

/// The schema of users.
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The schema of groups.
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// What organisations know of users.
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// What the value of an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A text.
    Text,
    /// True or false.
    Boolean,
    /// An address: of a resource of one of these types, or `external`.
    Reference(&'static [&'static str]),
    /// Several attributes.
    Complex(&'static [Attribute]),
}

/// Who may write an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    /// The client.
    ReadWrite,
    /// The server; what a client sends is not looked at.
    ReadOnly,
    /// The client, when the value is made.
    Immutable,
}

/// One attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name as answers spell it.
    pub name: &'static str,
    /// What it is, for people.
    pub description: &'static str,
    /// What its value is.
    pub kind: Type,
    /// Whether it has any number of values.
    pub multi_valued: bool,
    /// Whether a resource cannot be without it.
    pub required: bool,
    /// Whether `A` and `a` are two values.
    pub case_exact: bool,
    /// Whether no two resources have the same value.
    pub unique: bool,
    /// Who may write it.
    pub mutability: Mutability,
    /// Values that are usual.
    pub canonical: &'static [&'static str],
}

impl Attribute {
    const fn new(name: &'static str, kind: Type, description: &'static str) -> Self {
        Self {
            name,
            description,
            kind,
            multi_valued: false,
            required: false,
            case_exact: false,
            unique: false,
            mutability: Mutability::ReadWrite,
            canonical: &[],
        }
    }

    const fn text(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Type::Text, description)
    }

    const fn boolean(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Type::Boolean, description)
    }

    const fn reference(
        name: &'static str,
        to: &'static [&'static str],
        description: &'static str,
    ) -> Self {
        let mut attribute = Self::new(name, Type::Reference(to), description);
        attribute.case_exact = true;
        attribute
    }

    const fn complex(
        name: &'static str,
        parts: &'static [Attribute],
        description: &'static str,
    ) -> Self {
        Self::new(name, Type::Complex(parts), description)
    }

    const fn many(mut self) -> Self {
        self.multi_valued = true;
        self
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn exact(mut self) -> Self {
        self.case_exact = true;
        self
    }

    const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    const fn read_only(mut self) -> Self {
        self.mutability = Mutability::ReadOnly;
        self
    }

    const fn immutable(mut self) -> Self {
        self.mutability = Mutability::Immutable;
        self
    }

    const fn usually(mut self, values: &'static [&'static str]) -> Self {
        self.canonical = values;
        self
    }

    /// The attributes that its value has; none for a plain value.
    #[must_use]
    pub fn parts(&self) -> &'static [Attribute] {
        match self.kind {
            Type::Complex(parts) => parts,
            _ => &[],
        }
    }

    /// The part of that name, in whatever case.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&'static Attribute> {
        named(self.parts(), name)
    }

    fn to_json(self) -> Value {
        let (kind, parts, references) = match self.kind {
            Type::Text => ("string", None, None),
            Type::Boolean => ("boolean", None, None),
            Type::Reference(to) => ("reference", None, Some(to)),
            Type::Complex(parts) => ("complex", Some(parts), None),
        };
        let mutability = match self.mutability {
            Mutability::ReadWrite => "readWrite",
            Mutability::ReadOnly => "readOnly",
            Mutability::Immutable => "immutable",
        };
        let mut object = super::Object::new();
        let mut put = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
        put("name", json!(self.name));
        put("type", json!(kind));
        if let Some(parts) = parts {
            let parts: Vec<Value> = parts.iter().map(|part| part.to_json()).collect();
            put("subAttributes", json!(parts));
        }
        put("multiValued", json!(self.multi_valued));
        put("description", json!(self.description));
        put("required", json!(self.required));
        if !self.canonical.is_empty() {
            put("canonicalValues", json!(self.canonical));
        }
        if matches!(self.kind, Type::Text | Type::Reference(_)) {
            put("caseExact", json!(self.case_exact));
        }
        put("mutability", json!(mutability));
        put("returned", json!("default"));
        if !matches!(self.kind, Type::Boolean) {
            put(
                "uniqueness",
                json!(if self.unique { "server" } else { "none" }),
            );
        }
        if let Some(to) = references {
            put("referenceTypes", json!(to));
        }
        Value::Object(object)
    }
}

fn named(attributes: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    attributes
        .iter()
        .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// Attributes that belong together under a name.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The name.
    pub urn: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What it is, for people.
    pub description: &'static str,
    /// What it is made of.
    pub attributes: &'static [Attribute],
}

impl Schema {
    /// The attribute of that name, in whatever case.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        named(self.attributes, name)
    }

    /// As `/Schemas` describes it; `base` is the address of the service.
    #[must_use]
    pub fn to_json(&self, base: &str) -> Value {
        let attributes: Vec<Value> = self
            .attributes
            .iter()
            .map(|attribute| attribute.to_json())
            .collect();
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": self.urn,
            "name": self.name,
            "description": self.description,
            "attributes": attributes,
            "meta": { "resourceType": "Schema", "location": format!("{base}/Schemas/{}", self.urn) },
        })
    }
}

/// What is kept at one address.
#[derive(Clone, Copy, Debug)]
pub struct ResourceType {
    /// Its name: `User`.
    pub name: &'static str,
    /// Its address within the service: `/Users`.
    pub endpoint: &'static str,
    /// What it is, for people.
    pub description: &'static str,
    /// What it is made of first of all.
    pub schema: &'static Schema,
    /// What it can have besides.
    pub extensions: &'static [&'static Schema],
}

/// Where an attribute lies in a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The extension that it belongs to; `None` for an attribute of the resource itself.
    pub extension: Option<&'static str>,
    /// The attribute.
    pub attribute: &'static Attribute,
    /// The part of it, where the path goes on.
    pub part: Option<&'static Attribute>,
}

impl ResourceType {
    /// The schema or extension of that name, in whatever case.
    #[must_use]
    pub fn schema_named(&self, urn: &str) -> Option<&'static Schema> {
        std::iter::once(self.schema)
            .chain(self.extensions.iter().copied())
            .find(|schema| schema.urn.eq_ignore_ascii_case(urn))
    }

    /// Whether `path` names the client's own id of a resource, which every resource can have and no schema lists.
    #[must_use]
    pub fn is_external_id(&self, path: &str) -> bool {
        let name = match path.rsplit_once(':') {
            Some((urn, name)) if urn.eq_ignore_ascii_case(self.schema.urn) => name,
            _ => path,
        };
        name.eq_ignore_ascii_case("externalId")
    }

    /// Where `path` leads; `None` where there is nothing of that name.
    #[must_use]
    pub fn place(&self, path: &AttributePath) -> Option<Place> {
        let schema = match &path.urn {
            None => self.schema,
            Some(urn) => self.schema_named(urn)?,
        };
        let attribute = schema.attribute(&path.name)?;
        let part = match &path.part {
            None => None,
            Some(part) => Some(attribute.part(part)?),
        };
        let extension = (schema.urn != self.schema.urn).then_some(schema.urn);
        Some(Place {
            extension,
            attribute,
            part,
        })
    }

    /// As `/ResourceTypes` describes it; `base` is the address of the service.
    #[must_use]
    pub fn to_json(&self, base: &str) -> Value {
        let extensions: Vec<Value> = self
            .extensions
            .iter()
            .map(|extension| json!({ "schema": extension.urn, "required": false }))
            .collect();
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": self.name,
            "name": self.name,
            "endpoint": self.endpoint,
            "description": self.description,
            "schema": self.schema.urn,
            "schemaExtensions": extensions,
            "meta": { "resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{}", self.name) },
        })
    }
}

const PRIMARY: Attribute = Attribute::boolean("primary", "Whether it is the one to use first.");
const DISPLAY: Attribute = Attribute::text("display", "A name for it, for people.");

static USER_SCHEMA: Schema = Schema {
    urn: USER,
    name: "User",
    description: "A person or another account of the directory",
    attributes: &[
        Attribute::text("userName", "What the person signs in with.")
            .required()
            .unique(),
        Attribute::complex(
            "name",
            &[
                Attribute::text("formatted", "The whole name as it is written."),
                Attribute::text("familyName", "The last name."),
                Attribute::text("givenName", "The first name."),
                Attribute::text("middleName", "What stands between them."),
                Attribute::text("honorificPrefix", "What stands before the name."),
                Attribute::text("honorificSuffix", "What stands behind the name."),
            ],
            "The parts of the person's name.",
        ),
        Attribute::text("displayName", "The name that lists show."),
        Attribute::text("nickName", "What others call the person."),
        Attribute::reference("profileUrl", &["external"], "A page about the person."),
        Attribute::text("title", "The job title."),
        Attribute::text("userType", "What the person is to the organisation."),
        Attribute::text("preferredLanguage", "The language the person prefers."),
        Attribute::text(
            "locale",
            "How numbers and dates are written for the person.",
        ),
        Attribute::text("timezone", "Where the person's clock stands."),
        Attribute::boolean("active", "Whether the account may sign in."),
        Attribute::complex(
            "emails",
            &[
                Attribute::text("value", "The address."),
                DISPLAY,
                Attribute::text("type", "What it is used for.").usually(&["work", "home", "other"]),
                PRIMARY,
            ],
            "Mail addresses.",
        )
        .many(),
        Attribute::complex(
            "phoneNumbers",
            &[
                Attribute::text("value", "The number."),
                DISPLAY,
                Attribute::text("type", "What it is used for.")
                    .usually(&["work", "home", "mobile", "fax", "pager", "other"]),
                PRIMARY,
            ],
            "Phone numbers.",
        )
        .many(),
        Attribute::complex(
            "addresses",
            &[
                Attribute::text("formatted", "The whole address as it is written."),
                Attribute::text("streetAddress", "Street and number."),
                Attribute::text("locality", "The town."),
                Attribute::text("region", "The region."),
                Attribute::text("postalCode", "The code of the town."),
                Attribute::text("country", "The country."),
                Attribute::text("type", "What it is used for.").usually(&["work", "home", "other"]),
                PRIMARY,
            ],
            "Where the person is found.",
        )
        .many(),
    ],
};

static ENTERPRISE_SCHEMA: Schema = Schema {
    urn: ENTERPRISE,
    name: "EnterpriseUser",
    description: "What the organisation knows of a person",
    attributes: &[
        Attribute::text(
            "employeeNumber",
            "The number of the person in the organisation.",
        ),
        Attribute::text("costCenter", "Who pays for the person."),
        Attribute::text("organization", "The organisation."),
        Attribute::text("division", "The division."),
        Attribute::text("department", "The department."),
        Attribute::complex(
            "manager",
            &[
                Attribute::text("value", "The id of the person's manager.").exact(),
                Attribute::reference("$ref", &["User"], "The address of the person's manager."),
                Attribute::text("displayName", "The name of the person's manager.").read_only(),
            ],
            "Whom the person reports to.",
        ),
    ],
};

static GROUP_SCHEMA: Schema = Schema {
    urn: GROUP,
    name: "Group",
    description: "A group of users and of other groups",
    attributes: &[
        Attribute::text("displayName", "The name that lists show.").required(),
        Attribute::complex(
            "members",
            &[
                Attribute::text("value", "The id of the member.")
                    .exact()
                    .immutable(),
                Attribute::reference("$ref", &["User", "Group"], "The address of the member.")
                    .immutable(),
                Attribute::text("type", "What the member is.")
                    .usually(&["User", "Group"])
                    .immutable(),
            ],
            "Users and groups that are in the group themselves.",
        )
        .many(),
    ],
};

/// Users.
pub static USERS: ResourceType = ResourceType {
    name: "User",
    endpoint: "/Users",
    description: "People and other accounts of the directory",
    schema: &USER_SCHEMA,
    extensions: &[&ENTERPRISE_SCHEMA],
};

/// Groups.
pub static GROUPS: ResourceType = ResourceType {
    name: "Group",
    endpoint: "/Groups",
    description: "Groups of users and of other groups",
    schema: &GROUP_SCHEMA,
    extensions: &[],
};

/// Every resource type.
pub static RESOURCE_TYPES: [&ResourceType; 2] = [&USERS, &GROUPS];

/// Every schema.
pub static SCHEMAS: [&Schema; 3] = [&USER_SCHEMA, &ENTERPRISE_SCHEMA, &GROUP_SCHEMA];
