// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/linking/psyc_words.h"

#include "net/base/method_words.h"
#include "net/proto/lexical.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace net::psyc {

namespace {

constexpr qsizetype kMaxList = 32; // entries; more is nobody's honest list

bool isLetterOrDigit(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
}

struct Synonym {
    QStringView old;
    QStringView newest;
};
// The page uses three generations side by side (linking.md §2, "Ambiguities").
constexpr Synonym kSynonyms[] = {
    {u"_request_link", kEnter},
    {u"_request_unlink", kLeave},
    {u"_notice_link", kEntered},
    {u"_notice_unlink", kLeft},
    {u"_request_password", kChallenge},
    {u"_query_password", kChallenge},
};

enum class Condition { NotAuthorized, CredentialsExpired, Conflict, ResourceConstraint };
constexpr NameTable<Condition, 4> kConditions{{
    {Condition::NotAuthorized, u"not-authorized"},
    {Condition::CredentialsExpired, u"credentials-expired"},
    {Condition::Conflict, u"conflict"},
    {Condition::ResourceConstraint, u"resource-constraint"},
}};
constexpr NameTable<Condition, 4> kConditionMethods{{
    {Condition::NotAuthorized, kWrong},
    {Condition::CredentialsExpired, kExpired},
    {Condition::Conflict, kTaken},
    {Condition::ResourceConstraint, kTooMany},
}};

} // namespace

bool isKeyword(QStringView text)
{
    return text.size() <= kMaxKeyword && isMethodWord(text);
}

bool inherits(QStringView sub, QStringView base)
{
    return !base.isEmpty() && sub.startsWith(base) && (sub.size() == base.size() || sub[base.size()] == u'_');
}

bool keywordMatch(QStringView filter, QStringView method)
{
    return isKeyword(filter) && methodMatches(method, filter);
}

bool areFilters(const QStringList &services)
{
    return services.size() <= kMaxFilters && std::all_of(services.begin(), services.end(), [](const QString &service) { return isKeyword(service); });
}

bool receives(const QStringList &services, QStringView method)
{
    return services.isEmpty() || std::any_of(services.begin(), services.end(), [&](const QString &service) { return keywordMatch(service, method); });
}

QStringView knownBase(QStringView method, std::initializer_list<QStringView> known)
{
    while (!method.isEmpty()) {
        if (std::find(known.begin(), known.end(), method) != known.end())
            return method;
        method = method.first(std::max<qsizetype>(method.lastIndexOf(u'_'), 0));
    }
    return {};
}

Fallback fallbackFor(QStringView method)
{
    const QStringView family = knownBase(method, {u"_request", u"_message", u"_converse", u"_notice", u"_status", u"_info"});
    if (family == u"_request")
        return Fallback::AnswerError;
    if (family == u"_message" || family == u"_converse")
        return Fallback::StoreAndShow;
    return family.isEmpty() ? Fallback::Drop : Fallback::ShowText;
}

QString newestName(QStringView method)
{
    for (const Synonym &synonym : kSynonyms) {
        if (inherits(method, synonym.old))
            return synonym.newest.toString() + method.sliced(synonym.old.size()).toString();
    }
    return method.toString();
}

QStringList parseList(QStringView text)
{
    if (text.isEmpty())
        return {};
    const bool names = isLetterOrDigit(text.front()) || text.front() == u'_'; // a keyword begins with '_': "_service _news" of the page is a list of one
    const QChar separator = names ? QChar(u';') : text.front();
    QStringList entries;
    for (const QStringView entry : (names ? text : text.sliced(1)).split(separator, Qt::SkipEmptyParts)) {
        if (entries.size() == kMaxList)
            break;
        entries << entry.toString();
    }
    return entries;
}

QString formatList(const QStringList &entries)
{
    return entries.isEmpty() ? QString() : u'|' + entries.join(u'|');
}

QString methodForCondition(QStringView condition)
{
    const auto known = fromName(kConditions, condition);
    return known ? toName(kConditionMethods, *known) : QString();
}

QString conditionForMethod(QStringView method)
{
    const QStringView base = knownBase(method, {kWrong, kExpired, kTaken, kTooMany});
    const auto known = fromName(kConditionMethods, base);
    return known ? toName(kConditions, *known) : QString();
}

} // namespace net::psyc
