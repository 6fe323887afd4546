// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// bench_store [--chats N] [--messages N] [--make FILE]: how long the store and the models take with a large profile. --make only writes the profile's database.
#include "model/items/chat_list_model.h"
#include "model/items/contact_list_model.h"
#include "model/items/message_list_model.h"
#include "model/store/store.h"
#include "tests/support/model/big_profile.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

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

template<class F>
void measure(const char *what, int rounds, F fn)
{
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        fn(i);
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-44s median %8.2f ms   worst %8.2f ms   (%d)\n", what, times[times.size() / 2], times.back(), rounds);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser options;
    options.addOptions({{u"chats"_s, u"how many chats"_s, u"N"_s, u"500"_s}, {u"messages"_s, u"how many messages"_s, u"N"_s, u"200000"_s}, {u"make"_s, u"only write FILE"_s, u"FILE"_s}});
    options.addHelpOption();
    options.process(app);
    QTemporaryDir dir;
    const bool only = options.isSet(u"make"_s);
    const auto file = only ? options.value(u"make"_s) : dir.filePath(u"kith.db"_s);
    QElapsedTimer making;
    making.start();
    if (const auto error = test::makeBigProfile(file, options.value(u"chats"_s).toInt(), options.value(u"messages"_s).toInt())) {
        std::fprintf(stderr, "%s\n", qPrintable(error->detail));
        return 1;
    }
    std::printf("%lld ms to write %lld MiB\n", static_cast<long long>(making.elapsed()), static_cast<long long>(QFileInfo(file).size() >> 20));
    if (only)
        return 0;

    NobodyKnown peers;
    std::unique_ptr<Store> store;
    measure("open the store", 5, [&](int) {
        store.reset();
        store = std::move(*Store::open(file));
    });
    measure("open the store and load the list of chats", 5, [&](int) {
        store.reset();
        store = std::move(*Store::open(file));
        const ChatListModel model(*store, peers);
    });
    measure("load the list of chats", 20, [&](int) { const ChatListModel model(*store, peers); });
    measure("load the contacts", 20, [&](int) { const ContactListModel model(*store, peers); });
    MessageListModel window(*store);
    measure("open a chat", 100, [&](int i) { window.setChat(ChatId(1 + i)); });
    window.setChat(ChatId(1));
    measure("a page of older messages", 50, [&](int) { window.fetchOlder(); });
    measure("search everywhere (store thread)", 10, [&](int) {
        auto future = store->query([](const StoreSession &s) { return int(s.messages.search(u"garden group photos"_s, ChatId{}, 50).size()); });
        store->flush();
    });
    int serial = 0;
    const auto batch = [&](int size) {
        store->run([size, serial](StoreSession &s) {
            for (int i = 0; i < size; ++i) {
                NewMessage m;
                m.account = AccountId(1);
                m.chat = ChatId(1 + i % 20);
                m.sender = net::Jid::fromString(u"friend%1@example.org"_s.arg(1 + i % 20));
                m.body = u"something new has been written, number %1"_s.arg(serial + i);
                m.sentAt = QDateTime::currentDateTimeUtc();
                m.type = u"chat"_s;
                m.stanzaId = m.originId = u"new-%1"_s.arg(serial + i);
                m.archiveId = u"N%1"_s.arg(serial + i);
                s.messages.insertIncoming(m);
            }
        });
        store->flush();
        serial += size;
    };
    const ChatListModel chats(*store, peers);
    window.setChat(ChatId(1));
    measure("one message, committed and shown", 100, [&](int) { batch(1); });
    measure("1000 messages in one batch", 5, [&](int) { batch(1000); });
    return 0;
}
