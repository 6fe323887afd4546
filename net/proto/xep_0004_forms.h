// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0004 Data Forms 2.13.2, without <reported/> and <item/>: tables of search results are not read.
#include "net/xml/element.h"

#include <QStringList>

#include <optional>

namespace net::xep0004 {

inline constexpr QStringView kNs = u"jabber:x:data";

enum class FormType { Form, Submit, Cancel, Result };

struct Option {
    QString label, value;
    bool operator==(const Option &) const = default;
};

struct Field {
    QString var;
    QString type; ///< "text-single", "hidden", …; empty: not said (as in submissions)
    QStringList values;
    QString label;
    QString description;
    bool isRequired = false;
    std::vector<Option> options;
    bool operator==(const Field &) const = default;
};

struct Form {
    FormType type = FormType::Form;
    QString title;
    QString instructions; ///< lines
    std::vector<Field> fields;
    bool operator==(const Form &) const = default;

    [[nodiscard]] const Field *field(QStringView var) const;
    /// First value of a field, null when there is none.
    [[nodiscard]] QString value(QStringView var) const;
    /// XEP-0068: what the form is for.
    [[nodiscard]] QString formType() const { return value(u"FORM_TYPE"); }
};
[[nodiscard]] std::optional<Form> parseForm(const xml::Element &);
[[nodiscard]] xml::Element toElement(const Form &);

/// A submission that begins with its FORM_TYPE.
[[nodiscard]] Form submission(const QString &formType);

} // namespace net::xep0004
