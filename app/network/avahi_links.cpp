// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/network/avahi_links.h"

#include "net/base/log.h"

#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <functional>

using namespace Qt::StringLiterals;

namespace app {

namespace {

// avahi-common/address.h, avahi-common/defs.h
constexpr int kAnyInterface = -1, kAnyProtocol = -1;
constexpr uint kNoFlags = 0;
constexpr int kPatience = 5000; // ms
const QString kService = u"org.freedesktop.Avahi"_s;
const QString kServer = u"org.freedesktop.Avahi.Server"_s, kGroup = u"org.freedesktop.Avahi.EntryGroup"_s, kBrowser = u"org.freedesktop.Avahi.ServiceBrowser"_s;

QDBusMessage call(const QString &path, const QString &interface, const QString &method, const QVariantList &arguments = {})
{
    QDBusMessage message = QDBusMessage::createMethodCall(kService, path, interface, method);
    message.setAutoStartService(false); // whoever has switched it off has a reason
    message.setArguments(arguments);
    return message;
}

void ask(const QDBusConnection &bus, const QDBusMessage &question, QObject *context, std::function<void(const QDBusMessage &)> then)
{
    if (!bus.isConnected())
        return;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question, kPatience), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context, [then = std::move(then)](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        if (done->isError())
            qCInfo(logTransport) << "Avahi:" << done->error().name();
        else
            then(done->reply());
    });
}

QString pathIn(const QDBusMessage &answer)
{
    return answer.arguments().value(0).value<QDBusObjectPath>().path();
}

} // namespace

AvahiAnnouncer::AvahiAnnouncer(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
}

AvahiAnnouncer::~AvahiAnnouncer()
{
    withdraw();
}

void AvahiAnnouncer::announce(const QString &name, quint16 port)
{
    withdraw();
    ask(m_bus, call(u"/"_s, kServer, u"EntryGroupNew"_s), this, [this, name, port, round = m_round](const QDBusMessage &answer) {
        if (round != m_round)
            return free(pathIn(answer)); // taken back meanwhile
        m_group = pathIn(answer);
        publish(m_group, name, port);
    });
}

void AvahiAnnouncer::publish(const QString &group, const QString &name, quint16 port)
{
    if (group.isEmpty())
        return;
    const QVariantList service{kAnyInterface, kAnyProtocol, kNoFlags, name, net::kLinkService.toString(), QString(), QString(), QVariant::fromValue<ushort>(port),
        QVariant::fromValue(QByteArrayList())};
    ask(m_bus, call(group, kGroup, u"AddService"_s, service), this, [this, group](const QDBusMessage &) {
        ask(m_bus, call(group, kGroup, u"Commit"_s), this, [](const QDBusMessage &) { });
    });
}

void AvahiAnnouncer::free(const QString &group)
{
    if (!group.isEmpty() && m_bus.isConnected())
        m_bus.send(call(group, kGroup, u"Free"_s));
}

void AvahiAnnouncer::withdraw()
{
    ++m_round;
    free(std::exchange(m_group, {}));
}

AvahiFinder::AvahiFinder(const QDBusConnection &bus, QObject *parent)
    : m_bus(bus)
{
    setParent(parent);
    m_gather.setSingleShot(true);
    m_gather.setInterval(kGathers);
    connect(&m_gather, &QTimer::timeout, this, &AvahiFinder::giveOut);
}

AvahiFinder::~AvahiFinder()
{
    stop();
}

void AvahiFinder::start()
{
    stop();
    if (!m_bus.isConnected())
        return;
    m_running = true;
    // Avahi may tell of the first before it tells where it does: so for any path, and sorted when that is known.
    m_bus.connect(kService, QString(), kBrowser, u"ItemNew"_s, this, SLOT(onItem(QDBusMessage)));
    const QVariantList what{kAnyInterface, kAnyProtocol, net::kLinkService.toString(), QString(), kNoFlags};
    ask(m_bus, call(u"/"_s, kServer, u"ServiceBrowserNew"_s, what), this, [this, round = m_round](const QDBusMessage &answer) {
        const QString browser = pathIn(answer);
        if (round != m_round) {
            m_bus.send(call(browser, kBrowser, u"Free"_s));
            return;
        }
        m_browser = browser;
        for (const QDBusMessage &signal : std::exchange(m_early, {}))
            onItem(signal);
    });
}

void AvahiFinder::stop()
{
    ++m_round;
    m_gather.stop();
    m_early.clear();
    m_found.clear();
    m_given.clear();
    if (!std::exchange(m_running, false))
        return;
    m_bus.disconnect(kService, QString(), kBrowser, u"ItemNew"_s, this, SLOT(onItem(QDBusMessage)));
    if (const QString browser = std::exchange(m_browser, {}); !browser.isEmpty())
        m_bus.send(call(browser, kBrowser, u"Free"_s));
}

void AvahiFinder::onItem(const QDBusMessage &signal)
{
    if (!m_running)
        return;
    if (m_browser.isEmpty()) {
        if (m_early.size() < kMostNames * 4)
            m_early << signal;
        return;
    }
    if (signal.path() == m_browser)
        resolve(signal.arguments());
}

void AvahiFinder::resolve(const QVariantList &item)
{
    // interface, protocol, name, type, domain, flags
    if (item.size() < 6 || item[3].toString() != net::kLinkService)
        return;
    const QString name = item[2].toString();
    if (m_given.contains(name) || (!m_found.contains(name) && m_found.size() >= kMostNames))
        return;
    m_found[name]; // keeps its place
    const QVariantList question{item[0].toInt(), item[1].toInt(), name, item[3].toString(), item[4].toString(), kAnyProtocol, kNoFlags};
    ask(m_bus, call(u"/"_s, kServer, u"ResolveService"_s, question), this, [this, name, round = m_round](const QDBusMessage &answer) {
        if (round == m_round)
            resolved(name, answer.arguments());
    });
}

void AvahiFinder::resolved(const QString &name, const QVariantList &answer)
{
    // interface, protocol, name, type, domain, host, aprotocol, address, port, txt, flags
    if (answer.size() < 9)
        return;
    const QHostAddress host(answer[7].toString());
    const auto port = quint16(answer[8].toUInt());
    // One that only means something together with a network card (fe80::) is left out: the device has others.
    const bool isGood = !host.isNull() && port != 0 && !host.isLinkLocal() && !host.isMulticast() && !host.isBroadcast();
    QList<net::LinkAddress> &all = m_found[name];
    if (!isGood || all.contains({host, port}) || all.size() >= net::LinkInvitation::kMaxAddresses)
        return;
    all << net::LinkAddress{host, port};
    if (!m_gather.isActive())
        m_gather.start();
}

void AvahiFinder::giveOut()
{
    const auto found = m_found;
    for (auto it = found.begin(); it != found.end(); ++it) {
        if (it->isEmpty() || m_given.contains(it.key()))
            continue;
        m_given.insert(it.key());
        Q_EMIT this->found(*it); // may stop us
        if (!m_running)
            return;
    }
}

} // namespace app
