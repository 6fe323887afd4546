// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream/server_features.h"

#include "net/proto/kith_detach.h"
#include "net/proto/rfc6120_stream.h"
#include "net/proto/xep_0198_sm.h"
#include "net/proto/xep_0386_bind2.h"
#include "net/proto/bind2_seed.h"
#include "net/proto/xep_0388_sasl2.h"
#include "net/proto/xep_0440_channel_binding.h"
#include "net/proto/xep_0484_fast.h"
#include "net/proto/xep_0509_config_version.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace net {
namespace {

constexpr int kFormat = 1; // of the JSON; another number means: not ours, forget it

constexpr QStringView kCsiNs = u"urn:xmpp:csi:0";
constexpr QStringView kLimitsNs = u"urn:xmpp:stream-limits:0";

struct TlsName {
    TlsKind kind;
    QLatin1StringView name;
};
constexpr TlsName kTlsNames[] = {{TlsKind::None, "none"_L1}, {TlsKind::Direct, "direct"_L1}, {TlsKind::StartTls, "starttls"_L1}};

QJsonArray toArray(const QStringList &list)
{
    return QJsonArray::fromStringList(list);
}

constexpr QLatin1StringView kTriedNames[] = {"no"_L1, "works"_L1, "failed"_L1}; // by value of Tried

QString toName(Tried tried)
{
    return kTriedNames[int(tried)];
}

Tried toTried(const QJsonValue &value)
{
    for (const Tried tried : {Tried::Works, Tried::Failed}) {
        if (value.toString() == kTriedNames[int(tried)])
            return tried;
    }
    return Tried::No;
}

/// What a server shows before the login, without the order that it happens to have.
std::vector<QStringList> configuration(const ServerFeatures &f)
{
    std::vector<QStringList> lists{f.mechanisms, f.classicMechanisms, f.channelBindings, f.sasl2Inline, f.bindInline, f.fastMechanisms, {f.configVersion}};
    for (QStringList &list : lists)
        list.sort();
    return lists;
}

void forgive(Tried &fact)
{
    if (fact == Tried::Failed)
        fact = Tried::No;
}

QStringList fromArray(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array)
        list << item.toString();
    return list;
}

} // namespace

bool ServerFeatures::hasInlineBind() const
{
    return sasl2 && sasl2Inline.contains(xep0386::kNs);
}

void ServerFeatures::learnBeforeAuth(const xml::Element &features)
{
    const bool wasKnown = isKnown();
    const auto before = configuration(*this);
    readBeforeAuth(features);
    if (wasKnown && before != configuration(*this)) {
        forgive(learned.restart);
        forgive(learned.ahead);
        forgive(learned.seed);
        forgive(learned.early);
    }
}

void ServerFeatures::readBeforeAuth(const xml::Element &features)
{
    const xml::Element *tlsFeature = features.child(u"starttls", rfc6120::kTlsNs);
    startTls = tlsFeature != nullptr;
    startTlsRequired = tlsFeature && tlsFeature->child(u"required", rfc6120::kTlsNs);

    classicMechanisms.clear();
    if (const xml::Element *list = features.child(u"mechanisms", rfc6120::kSaslNs)) {
        for (const xml::Element *mechanism : list->children(u"mechanism", rfc6120::kSaslNs))
            classicMechanisms << mechanism->text().trimmed();
    }
    channelBindings = xep0440::parseTypes(features);
    const auto version = xep0509::parseOffer(features);
    configVersion = version ? version->value : QString();
    configScheme = version ? version->scheme : QString();

    const auto offer = xep0388::parseOffer(features);
    sasl2 = offer.has_value();
    mechanisms = offer ? offer->mechanisms : QStringList();
    upgradeTasks = offer ? offer->upgradeTasks : QStringList();
    sasl2Inline.clear();
    bindInline.clear();
    fastMechanisms.clear();
    fastZeroRtt = false;
    if (!offer)
        return;
    for (const xml::Element &feature : offer->inlineFeatures) {
        sasl2Inline << feature.ns();
        if (const auto vars = xep0386::parseOffer(feature))
            bindInline = *vars;
        if (const auto fast = xep0484::parseOffer(feature)) {
            fastMechanisms = fast->mechanisms;
            fastZeroRtt = fast->zeroRtt;
        }
    }
}

void ServerFeatures::learnAfterAuth(const xml::Element &features)
{
    bind = features.child(u"bind", rfc6120::kBindNs);
    const xml::Element *session = features.child(u"session", rfc6120::kSessionNs);
    legacySession = session && !session->child(u"optional", rfc6120::kSessionNs);
    bind2Seed = features.child(u"bind", xep0386seed::kNs);
    sm = features.child(u"sm", xep0198::kNs);
    csi = features.child(u"csi", kCsiNs);
    rosterVersioning = features.child(u"ver", u"urn:xmpp:features:rosterver");
    preApproval = features.child(u"sub", u"urn:xmpp:features:pre-approval");
    detach = net::detach::isOffered(features);
    maxBytes = 0;
    if (const xml::Element *limits = features.child(u"limits", kLimitsNs))
        maxBytes = limits->childText(u"max-bytes", kLimitsNs).toLongLong();
}

ServerFeatures ServerFeatures::onlyLearned() const
{
    ServerFeatures kept;
    kept.learned = learned;
    return kept;
}

QByteArray ServerFeatures::toJson() const
{
    QJsonObject json;
    json[u"format"] = kFormat;
    for (const TlsName &entry : kTlsNames) {
        if (entry.kind == tls)
            json[u"tls"] = QString(entry.name);
    }
    json[u"startTls"] = startTls;
    json[u"startTlsRequired"] = startTlsRequired;
    json[u"sasl2"] = sasl2;
    json[u"mechanisms"] = toArray(mechanisms);
    json[u"classicMechanisms"] = toArray(classicMechanisms);
    json[u"channelBindings"] = toArray(channelBindings);
    json[u"sasl2Inline"] = toArray(sasl2Inline);
    json[u"bindInline"] = toArray(bindInline);
    json[u"fastMechanisms"] = toArray(fastMechanisms);
    json[u"fastZeroRtt"] = fastZeroRtt;
    json[u"upgradeTasks"] = toArray(upgradeTasks);
    json[u"bind"] = bind;
    json[u"legacySession"] = legacySession;
    json[u"bind2Seed"] = bind2Seed;
    json[u"sm"] = sm;
    json[u"csi"] = csi;
    json[u"rosterVersioning"] = rosterVersioning;
    json[u"preApproval"] = preApproval;
    json[u"detach"] = detach;
    json[u"maxBytes"] = maxBytes;
    json[u"configVersion"] = configVersion;
    json[u"configScheme"] = configScheme;
    json[u"restart"] = toName(learned.restart);
    json[u"ahead"] = toName(learned.ahead);
    json[u"seed"] = toName(learned.seed);
    json[u"early"] = toName(learned.early);
    json[u"upgraded"] = toArray(learned.upgraded);
    json[u"seenAt"] = seenAt.toString(Qt::ISODateWithMs);
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

std::optional<ServerFeatures> ServerFeatures::fromJson(const QByteArray &text)
{
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    if (json[u"format"].toInt() != kFormat)
        return {};
    ServerFeatures f;
    for (const TlsName &entry : kTlsNames) {
        if (json[u"tls"].toString() == entry.name)
            f.tls = entry.kind;
    }
    f.startTls = json[u"startTls"].toBool();
    f.startTlsRequired = json[u"startTlsRequired"].toBool();
    f.sasl2 = json[u"sasl2"].toBool();
    f.mechanisms = fromArray(json[u"mechanisms"]);
    f.classicMechanisms = fromArray(json[u"classicMechanisms"]);
    f.channelBindings = fromArray(json[u"channelBindings"]);
    f.sasl2Inline = fromArray(json[u"sasl2Inline"]);
    f.bindInline = fromArray(json[u"bindInline"]);
    f.fastMechanisms = fromArray(json[u"fastMechanisms"]);
    f.fastZeroRtt = json[u"fastZeroRtt"].toBool();
    f.upgradeTasks = fromArray(json[u"upgradeTasks"]);
    f.bind = json[u"bind"].toBool();
    f.legacySession = json[u"legacySession"].toBool();
    f.bind2Seed = json[u"bind2Seed"].toBool();
    f.sm = json[u"sm"].toBool();
    f.csi = json[u"csi"].toBool();
    f.rosterVersioning = json[u"rosterVersioning"].toBool();
    f.preApproval = json[u"preApproval"].toBool();
    f.detach = json[u"detach"].toBool();
    f.maxBytes = json[u"maxBytes"].toInteger();
    f.configVersion = json[u"configVersion"].toString();
    f.configScheme = json[u"configScheme"].toString();
    f.learned.restart = toTried(json[u"restart"]);
    f.learned.ahead = toTried(json[u"ahead"]);
    f.learned.seed = toTried(json[u"seed"]);
    f.learned.early = toTried(json[u"early"]);
    f.learned.upgraded = fromArray(json[u"upgraded"]);
    f.seenAt = QDateTime::fromString(json[u"seenAt"].toString(), Qt::ISODateWithMs);
    return f;
}

} // namespace net
