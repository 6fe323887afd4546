// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// bench_history [--chats N] [--messages N] [--rtt MS]: how long the history of an account takes from one store into another, how many octets it is, and how long one page keeps each
// store. A list of chats and one conversation are open on the new device.
#include "model/items/chat_list_model.h"
#include "model/items/message_list_model.h"
#include "model/linking/history_sink.h"
#include "model/linking/history_source.h"
#include "model/store/store.h"
#include "tests/support/model/big_profile.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace model;

namespace {

class NobodyKnown final : public PeerStatusSource
{
public:
    [[nodiscard]] PeerStatus peerStatus(AccountId, const net::Jid &) const override { return {}; }
};

/// How long a store is kept by what is asked of it between begin() and end().
class Occupation
{
public:
    explicit Occupation(Store &store) : m_store(store) { m_clock.start(); }
    void begin()
    {
        m_store.query([this](const StoreSession &) { return m_since = m_clock.nsecsElapsed(); });
    }
    void end()
    {
        m_store.query([this](const StoreSession &) {
            m_all.push_back(double(m_clock.nsecsElapsed() - m_since) / 1e6);
            return true;
        });
    }
    void print(const char *what)
    {
        std::sort(m_all.begin(), m_all.end());
        std::printf("%s: a page keeps the store %.1f ms (median), %.1f ms (99 %%), %.1f ms (worst)\n", what, m_all[m_all.size() / 2], m_all[m_all.size() * 99 / 100], m_all.back());
    }

private:
    Store &m_store;
    QElapsedTimer m_clock;
    qint64 m_since = 0; // of the store's thread
    std::vector<double> m_all;
};

/// Keeps the window of requests full.
struct Carrier {
    HistorySource source;
    HistorySink sink;
    Occupation reading, writing;
    int rtt;
    qint64 pages = 0, octets = 0, largest = 0;

    void ask()
    {
        if (sink.isComplete())
            return QCoreApplication::quit();
        while (const auto request = sink.next()) {
            QTimer::singleShot(rtt, qApp, [this, request = *request] {
                reading.begin();
                auto answer = source.answer(request);
                reading.end();
                answer.then(qApp, [this](const std::optional<net::Page> &page) {
                    ++pages;
                    octets += page->octets.size();
                    largest = std::max(largest, qint64(page->octets.size()));
                    writing.begin();
                    auto stored = sink.take(*page);
                    writing.end();
                    stored.then(qApp, [this](bool isStored) {
                        if (!isStored)
                            qFatal("%s", qPrintable(sink.problem().detail));
                        ask();
                    });
                });
            });
        }
    }
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser options;
    options.addOptions({{u"chats"_s, u"how many chats"_s, u"N"_s, u"500"_s}, {u"messages"_s, u"how many messages"_s, u"N"_s, u"100000"_s},
        {u"rtt"_s, u"milliseconds from one device to the other and back"_s, u"MS"_s, u"0"_s}});
    options.addHelpOption();
    options.process(app);
    QTemporaryDir dir;
    if (const auto error = test::makeBigProfile(dir.filePath(u"old.db"_s), options.value(u"chats"_s).toInt(), options.value(u"messages"_s).toInt())) {
        std::fprintf(stderr, "%s\n", qPrintable(error->detail));
        return 1;
    }
    const auto old = std::move(*Store::open(dir.filePath(u"old.db"_s)));
    const auto fresh = std::move(*Store::open(dir.filePath(u"fresh.db"_s)));
    AccountId account{};
    fresh->run([&account](StoreSession &s) {
        AccountRecord record;
        record.jid = net::Jid::fromString(u"anna@example.org");
        account = s.accounts.add(record);
    });
    fresh->flush();

    NobodyKnown peers;
    const ChatListModel chats(*fresh, peers);
    MessageListModel window(*fresh);
    QElapsedTimer total;
    total.start();
    qint64 firstChats = 0;
    QObject::connect(fresh.get(), &Store::changed, &app, [&] {
        if (firstChats == 0 && chats.rowCount() > 0) {
            firstChats = total.elapsed();
            window.setChat(fresh->read().chats.all().front().id);
        }
    });
    Carrier carrier{{*old, AccountId(1)}, {*fresh, account, u"old"_s}, Occupation(*old), Occupation(*fresh), options.value(u"rtt"_s).toInt()};
    QTimer::singleShot(0, &app, [&] { carrier.ask(); });
    app.exec();
    const double seconds = double(total.elapsed()) / 1000;
    const LinkProgress progress = carrier.sink.progress();
    std::printf("%lld messages in %.1f s (%.0f in a second), %lld pages, %.1f MiB, largest page %lld KiB, %.0f octets a message\n", static_cast<long long>(progress.messages), seconds,
        double(progress.messages) / seconds, static_cast<long long>(carrier.pages), double(carrier.octets) / (1 << 20), static_cast<long long>(carrier.largest >> 10), double(carrier.octets) / double(progress.messages));
    fresh->flush();
    old->flush();
    carrier.reading.print("old device");
    carrier.writing.print("new device");
    std::printf("list of chats after %lld ms\n", static_cast<long long>(firstChats));
    return 0;
}
