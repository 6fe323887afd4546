// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>

namespace fault {

/// What a device said to have handled, to be compared with what is on its disk after it was killed (D43). What it says too early nearly always heals: the next session asks the archive. So nobody but
/// this sees it, and one day somebody misses a receipt, or a line on a server without an archive.
class AckWatch
{
public:
    void hear(bool incoming, const QString &xml)
    {
        static const QRegularExpression began(QStringLiteral("<enabled [^>]*urn:xmpp:sm:3")), ack(QStringLiteral("<(?:a|resume) [^>]*urn:xmpp:sm:3[^>]*>"));
        static const QRegularExpression h(QStringLiteral(" h=['\"](\\d+)"));
        if (incoming) {
            if (xml.contains(began))
                m_said = 0;
            return;
        }
        if (const auto match = ack.match(xml); match.hasMatch())
            m_said = h.match(match.captured()).captured(1).toUInt();
    }
    [[nodiscard]] quint32 said() const { return m_said; } ///< of the newest session

private:
    quint32 m_said = 0;
};

} // namespace fault
