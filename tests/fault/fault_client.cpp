// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A whole Kith without a window in a process that can be killed. Spoken to by lines on the standard input, words between tabs; says what happens on the standard output.
//   fault_client PROFILE PEER HASTE space|nospace
#include "net/crypto/crypto_runtime.h"
#include "tests/fault/talker.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using fault::Talker;

namespace {

void tell(const QStringList &words)
{
    const QByteArray line = words.join(u'\t').toUtf8() + '\n';
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fflush(stdout);
}

/// A disk on which no file grows beyond this: the write-ahead log is full soon, and no temporary file is of use.
void takeTheSpace()
{
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{64 * 1024, 64 * 1024};
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

class Commands final : public QObject
{
public:
    explicit Commands(Talker &talker)
        : m_talker(talker)
        , m_input(STDIN_FILENO, QSocketNotifier::Read)
    {
        connect(&m_input, &QSocketNotifier::activated, this, &Commands::read);
        connect(&talker, &Talker::stored, this, [](const QString &key) { tell({u"stored"_s, key}); });
        connect(&talker, &Talker::refused, this, [](const QString &key) { tell({u"refused"_s, key}); });
        connect(&talker, &Talker::stateChanged, this, &Commands::tellState);
    }

    void tellState()
    {
        const Talker::State state = m_talker.state();
        if (state == m_told)
            return;
        m_told = state;
        tell({u"state"_s, QString::number(state.online), QString::number(state.caughtUp), QString::number(state.waiting)});
    }

private:
    void read()
    {
        char octets[4096];
        const ssize_t got = ::read(STDIN_FILENO, octets, sizeof octets);
        if (got <= 0)
            ::_exit(2); // whoever wanted us is gone
        m_buffer.append(octets, got);
        for (qsizetype end; (end = m_buffer.indexOf('\n')) >= 0;) {
            const QStringList words = QString::fromUtf8(m_buffer.left(end)).split(u'\t');
            m_buffer.remove(0, end + 1);
            obey(words);
        }
    }

    void obey(const QStringList &words)
    {
        const QString &word = words.first();
        if (!m_talker.state().running)
            return; // about to end
        if (word == u"say"_s)
            m_talker.say(words.value(1));
        else if (word == u"hurry"_s)
            m_talker.hurry();
        else if (word == u"read"_s)
            m_talker.readAll();
        else if (word == u"clock"_s)
            m_talker.setClockWrongBy(words.value(1).toLongLong());
        else if (word == u"befriend"_s)
            m_talker.befriend();
        else if (word == u"chat"_s)
            tell({u"chat"_s, QString::number(m_talker.hasChat())});
        else if (word == u"look"_s)
            tell({u"shelf"_s, QString::fromUtf8(m_talker.shelf().toJson())});
        else if (word == u"quit"_s)
            m_talker.quit([] { QCoreApplication::quit(); });
        else if (word == u"signin"_s) {
            model::SignInRequest request;
            request.address = words.value(1);
            request.password = words.value(2);
            request.server = words.value(3);
            request.caFile = words.value(4);
            m_talker.signIn(request, [](const QString &problem) { tell({u"signedin"_s, problem}); });
        }
    }

    Talker &m_talker;
    QSocketNotifier m_input;
    QByteArray m_buffer;
    Talker::State m_told;
};

} // namespace

int main(int argc, char *argv[])
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(u"*.info=false\n*.debug=false\n*.warning=false"_s);
    const net::CryptoRuntime crypto;
    const QStringList arguments = application.arguments();
    if (arguments.size() < 5)
        return 2;
    Talker talker(arguments[1], arguments[2], arguments[3].toInt());
    Commands commands(talker);
    if (arguments[4] == u"nospace")
        takeTheSpace();
    talker.start();
    commands.tellState();
    return application.exec();
}
