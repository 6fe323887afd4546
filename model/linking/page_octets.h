// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <optional>

namespace model {

// What a page of the history is made of: numbers of as many octets as they need, and texts with their length before them. Half of the octets of a message are ids and
// numbers, so this is a third of what the same would be as XML, and is read ten times as fast.

class OctetWriter
{
public:
    void number(qint64 value); ///< small ones of either sign are short
    void flag(bool value) { number(value ? 1 : 0); }
    void octets(const QByteArray &value);
    void text(const QString &value) { octets(value.toUtf8()); }
    void time(const QDateTime &value); ///< UTC ms; also an invalid one
    [[nodiscard]] qsizetype size() const { return m_octets.size(); }
    [[nodiscard]] const QByteArray &result() const { return m_octets; }

private:
    QByteArray m_octets;
};

/// Never reads beyond the end and never makes room for more than there is. After the first thing that is not as it should be everything is empty, and isWhole() false.
class OctetReader
{
public:
    explicit OctetReader(QByteArray octets) : m_octets(std::move(octets)) { }
    [[nodiscard]] qint64 number();
    [[nodiscard]] qint64 number(qint64 least, qint64 most); ///< outside of that nothing is right
    [[nodiscard]] bool flag() { return number(0, 1) == 1; }
    template<class E>
    [[nodiscard]] E choice(E last) { return static_cast<E>(number(0, static_cast<qint64>(last))); }
    [[nodiscard]] QByteArray octets();
    [[nodiscard]] QString text() { return QString::fromUtf8(octets()); }
    [[nodiscard]] QDateTime time();
    /// How many things follow, each of at least one octet.
    [[nodiscard]] qint64 count() { return number(0, m_octets.size() - m_at); }
    void spoil() { m_broken = true; }
    [[nodiscard]] bool isBroken() const { return m_broken; }
    [[nodiscard]] bool isWhole() const { return !m_broken && m_at == m_octets.size(); } ///< all of it was read, and was right

private:
    QByteArray m_octets;
    qsizetype m_at = 0;
    bool m_broken = false;
};

/// Deflated.
[[nodiscard]] QByteArray deflated(const QByteArray &octets);
/// nullopt: damaged, or it would become larger than `most`, however small it is now.
[[nodiscard]] std::optional<QByteArray> inflated(const QByteArray &octets, qsizetype most);

} // namespace model
