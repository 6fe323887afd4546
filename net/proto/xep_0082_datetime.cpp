// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0082_datetime.h"

#include "net/proto/lexical.h"

namespace net::xep0082 {
using namespace Qt::StringLiterals;
namespace {

constexpr std::chrono::minutes kMaxOffset = std::chrono::hours(14); // XML Schema part 2 §3.2.7.3

/// `count` digits at `at`, which moves behind them.
std::optional<int> digits(QStringView text, qsizetype &at, qsizetype count)
{
    if (text.size() - at < count)
        return std::nullopt;
    const auto value = parseCount(text.sliced(at, count));
    at += count;
    return value;
}

bool skip(QStringView text, qsizetype &at, QChar wanted)
{
    if (at >= text.size() || text[at] != wanted)
        return false;
    ++at;
    return true;
}

} // namespace

std::optional<std::chrono::minutes> parseOffset(QStringView text)
{
    if (text == u"Z")
        return std::chrono::minutes(0);
    if (text.size() != 6 || (text[0] != u'+' && text[0] != u'-') || text[3] != u':')
        return std::nullopt;
    const auto hours = parseCount(text.sliced(1, 2));
    const auto minutes = parseCount(text.sliced(4, 2));
    if (!hours || !minutes || *minutes > 59)
        return std::nullopt;
    const std::chrono::minutes offset(*hours * 60 + *minutes);
    if (offset > kMaxOffset)
        return std::nullopt;
    return text[0] == u'-' ? -offset : offset;
}

QString formatOffset(std::chrono::minutes offset)
{
    const auto minutes = std::chrono::abs(offset).count();
    return u"%1%2:%3"_s.arg(QChar(offset.count() < 0 ? u'-' : u'+')).arg(minutes / 60, 2, 10, QChar(u'0')).arg(minutes % 60, 2, 10, QChar(u'0'));
}

std::optional<QDateTime> parseDateTime(QStringView text)
{
    // By hand: Qt::ISODateWithMs takes much that the profile does not, and local time when the zone is missing.
    qsizetype at = 0;
    const auto year = digits(text, at, 4);
    if (!year || !skip(text, at, u'-'))
        return std::nullopt;
    const auto month = digits(text, at, 2);
    if (!month || !skip(text, at, u'-'))
        return std::nullopt;
    const auto day = digits(text, at, 2);
    if (!day || !skip(text, at, u'T'))
        return std::nullopt;
    const auto hour = digits(text, at, 2);
    if (!hour || !skip(text, at, u':'))
        return std::nullopt;
    const auto minute = digits(text, at, 2);
    if (!minute || !skip(text, at, u':'))
        return std::nullopt;
    const auto second = digits(text, at, 2);
    if (!second)
        return std::nullopt;
    int milliseconds = 0;
    if (skip(text, at, u'.')) {
        int weight = 100;
        const qsizetype first = at;
        for (; at < text.size() && text[at] >= u'0' && text[at] <= u'9'; ++at) {
            milliseconds += weight * (text[at].unicode() - u'0');
            weight /= 10;
        }
        if (at == first)
            return std::nullopt;
    }
    const auto offset = parseOffset(text.sliced(at));
    const QDate date(*year, *month, *day);
    const QTime time(*hour, *minute, qMin(*second, 59), milliseconds); // a leap second is the second before it
    if (!offset || *second > 60 || *year == 0 || !date.isValid() || !time.isValid())
        return std::nullopt;
    return QDateTime(date, time, Qt::UTC).addSecs(-std::chrono::seconds(*offset).count());
}

QString formatDateTime(const QDateTime &moment)
{
    const QDateTime utc = moment.toUTC();
    return utc.toString(utc.time().msec() ? u"yyyy-MM-ddTHH:mm:ss.zzz"_s : u"yyyy-MM-ddTHH:mm:ss"_s) + u'Z';
}

} // namespace net::xep0082
