// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QStringList>

namespace model {

/// What the user can choose that a device receives, besides notices of a named kind.
enum class Service {
    DirectMessages, ///< with the copies of what the user's other devices write
    Groups,
    Calls,
    Presence, ///< who is online
    Requests, ///< of people who want to be contacts
};

/// What a device receives (L22-L24): everything, or what contains one of these words. A word is one or more keywords of a method, "_message_private", "_notice_news". Value type.
class ServiceFilter
{
public:
    static constexpr qsizetype kMostWords = 8; ///< linking.md §3
    static constexpr qsizetype kLongestWord = 64;

    /// Everything: a catch-all, of which there may be several (L24).
    ServiceFilter() = default;
    /// What is no word is left out, as is what is said twice and what is too much. No word at all is everything.
    explicit ServiceFilter(const QStringList &words);
    [[nodiscard]] static ServiceFilter of(const QList<Service> &services, const QStringList &notices = {});
    /// "_message_private": keywords of lower-case letters and digits, each behind a '_'. Empty: none can be made of this. "news", "News " and "_news" are all "_news".
    [[nodiscard]] static QString toWord(const QString &typed);

    [[nodiscard]] bool isEverything() const { return m_words.isEmpty(); }
    [[nodiscard]] const QStringList &words() const { return m_words; } ///< in order
    /// For the dialog: what is ticked, and the kinds of notices, "_news", that are listed beside.
    [[nodiscard]] QList<Service> services() const;
    [[nodiscard]] QStringList notices() const;
    /// Is this method received? Keyword match: the words of one filter stand in it, one behind the other.
    [[nodiscard]] bool matches(QStringView method) const;

    bool operator==(const ServiceFilter &) const = default;

private:
    QStringList m_words;
};

} // namespace model
Q_DECLARE_METATYPE(model::ServiceFilter)
