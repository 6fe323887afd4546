// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/types/service_filter.h"

#include "net/base/method_words.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace model {

namespace {

/// The words of what can be ticked (L44). A call rings where it is wanted, whatever kind of message announces it.
struct ServiceWords {
    Service service;
    QStringList words;
};
const std::vector<ServiceWords> &serviceWords()
{
    static const std::vector<ServiceWords> kWords{
        {Service::DirectMessages, {u"_message_private"_s, u"_message_echo"_s}},
        {Service::Groups, {u"_message_public"_s}},
        {Service::Calls, {u"_call"_s}},
        {Service::Presence, {u"_notice_presence"_s}},
        {Service::Requests, {u"_request_subscription"_s}},
    };
    return kWords;
}

} // namespace

ServiceFilter::ServiceFilter(const QStringList &words)
{
    for (const QString &word : words) {
        if (net::isMethodWord(word) && word.size() <= kLongestWord && m_words.size() < kMostWords && !m_words.contains(word))
            m_words << word;
    }
    m_words.sort();
}

ServiceFilter ServiceFilter::of(const QList<Service> &services, const QStringList &notices)
{
    QStringList words;
    for (const ServiceWords &known : serviceWords()) {
        if (services.contains(known.service))
            words << known.words;
    }
    return ServiceFilter(words + notices);
}

QString ServiceFilter::toWord(const QString &typed)
{
    const QStringList keywords = typed.toLower().split(u'_', Qt::SkipEmptyParts);
    QString word;
    for (const QString &keyword : keywords)
        word += u'_' + keyword.trimmed();
    return net::isMethodWord(word) && word.size() <= kLongestWord ? word : QString();
}

QList<Service> ServiceFilter::services() const
{
    QList<Service> services;
    for (const ServiceWords &known : serviceWords()) {
        if (std::all_of(known.words.begin(), known.words.end(), [this](const QString &word) { return matches(word); }))
            services << known.service;
    }
    return services;
}

QStringList ServiceFilter::notices() const
{
    QStringList rest = m_words;
    for (const ServiceWords &known : serviceWords()) {
        for (const QString &word : known.words)
            rest.removeAll(word);
    }
    return rest;
}

bool ServiceFilter::matches(QStringView method) const
{
    return isEverything() || std::any_of(m_words.begin(), m_words.end(), [method](const QString &word) { return net::methodMatches(method, word); });
}

} // namespace model
