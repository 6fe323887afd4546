// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transport/endpoint_lookup.h"

#include "net/base/log.h"

#include <QDnsLookup>
#include <QHostInfo>

#include <algorithm>
#include <map>
#include <numeric>

using namespace Qt::StringLiterals;

namespace net {

namespace {

constexpr quint16 kClientPort = 5222;
constexpr size_t kMostEndpoints = 16;

bool saysNo(const SrvRecord &record)
{
    return record.target.isEmpty() || record.target == "."_L1;
}

bool allSayNo(const std::vector<SrvRecord> &records)
{
    return !records.empty() && std::all_of(records.begin(), records.end(), saysNo);
}

// RFC 2782, "Weight": a running sum, a random number up to it; those of weight zero come first in the list so that they keep a small chance.
void appendByWeight(std::vector<Endpoint> &endpoints, std::vector<SrvRecord> records, TlsKind kind, IdSource &ids)
{
    std::stable_partition(records.begin(), records.end(), [](const SrvRecord &record) { return record.weight == 0; });
    while (!records.empty()) {
        const int sum = std::accumulate(records.begin(), records.end(), 0, [](int total, const SrvRecord &record) { return total + record.weight; });
        const int chosen = int(ids.jitter() * (sum + 1));
        int running = 0;
        auto picked = records.begin();
        for (; picked + 1 != records.end(); ++picked) {
            running += picked->weight;
            if (running >= chosen)
                break;
        }
        endpoints.push_back({picked->target, picked->port, kind});
        records.erase(picked);
    }
}

// One lookup in progress; dies with its context.
struct Lookup : QObject {
    using QObject::QObject;
    std::vector<SrvRecord> directTls, startTls;
    int waitingFor = 2;
    EndpointLookup::Done done;
    QByteArray domain;
    IdSource *ids = nullptr;

    void answered()
    {
        if (--waitingFor == 0)
            finish();
    }

    void finish()
    {
        if (!done)
            return;
        deleteLater();
        const auto tell = std::exchange(done, nullptr);
        std::vector<Endpoint> endpoints = orderEndpoints(directTls, startTls, *ids);
        if (!endpoints.empty())
            tell(std::move(endpoints));
        else if (allSayNo(startTls))
            tell(unexpected(TransportError{TransportErrorKind::ServiceRefused, u"SRV target \".\" for %1"_s.arg(QString::fromLatin1(domain))}));
        else
            tell(std::vector{Endpoint{QString::fromLatin1(domain), kClientPort, TlsKind::StartTls}});
    }
};

} // namespace

std::vector<Endpoint> orderEndpoints(const std::vector<SrvRecord> &directTls, const std::vector<SrvRecord> &startTls, IdSource &ids)
{
    struct Group {
        std::vector<SrvRecord> direct, start;
    };
    std::map<quint16, Group> byPriority;
    for (const SrvRecord &record : directTls) {
        if (!saysNo(record))
            byPriority[record.priority].direct.push_back(record);
    }
    for (const SrvRecord &record : startTls) {
        if (!saysNo(record))
            byPriority[record.priority].start.push_back(record);
    }
    std::vector<Endpoint> endpoints;
    for (auto &[priority, group] : byPriority) {
        appendByWeight(endpoints, std::move(group.direct), TlsKind::Direct, ids);
        appendByWeight(endpoints, std::move(group.start), TlsKind::StartTls, ids);
    }
    if (endpoints.size() > kMostEndpoints)
        endpoints.resize(kMostEndpoints);
    return endpoints;
}

void EndpointLookup::start(const QByteArray &domain, std::chrono::milliseconds patience, QObject *context, Done done)
{
    auto *lookup = new Lookup(context);
    lookup->done = std::move(done);
    lookup->domain = domain;
    lookup->ids = &m_ids;
    QString name = QString::fromLatin1(domain);
    if (name.startsWith(u'[') && name.endsWith(u']'))
        name = name.mid(1, name.size() - 2);
    if (!QHostAddress(name).isNull()) { // an address has no SRV records
        lookup->domain = name.toLatin1();
        QMetaObject::invokeMethod(lookup, [lookup] { lookup->finish(); }, Qt::QueuedConnection);
        return;
    }
    m_resolver.srv("_xmpps-client._tcp."_L1 + name, lookup, [lookup](std::vector<SrvRecord> records) {
        lookup->directTls = std::move(records);
        lookup->answered();
    });
    m_resolver.srv("_xmpp-client._tcp."_L1 + name, lookup, [lookup](std::vector<SrvRecord> records) {
        lookup->startTls = std::move(records);
        lookup->answered();
    });
    m_clock.callAfter(patience, lookup, [lookup] { lookup->finish(); });
}

void SystemResolver::srv(const QString &name, QObject *context, std::function<void(std::vector<SrvRecord>)> done)
{
    auto *query = new QDnsLookup(QDnsLookup::SRV, name, context);
    QObject::connect(query, &QDnsLookup::finished, context, [query, done = std::move(done)] {
        query->deleteLater();
        std::vector<SrvRecord> records;
        if (query->error() != QDnsLookup::NoError)
            qCDebug(logTransport) << query->name() << query->errorString();
        for (const QDnsServiceRecord &record : query->serviceRecords())
            records.push_back({record.target(), record.port(), record.priority(), record.weight()});
        done(std::move(records));
    });
    query->lookup();
}

void SystemResolver::addresses(const QString &host, QObject *context, std::function<void(QList<QHostAddress>)> done)
{
    QHostInfo::lookupHost(host, context, [done = std::move(done)](const QHostInfo &info) { done(info.addresses()); });
}

} // namespace net
