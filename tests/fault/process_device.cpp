// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/process_device.h"

using namespace Qt::StringLiterals;

namespace fault {

ProcessDevice::ProcessDevice(Place place, const QElapsedTimer &since)
    : Device(std::move(place), since)
{
}

ProcessDevice::~ProcessDevice()
{
    if (!m_process)
        return;
    m_process->disconnect(this);
    m_process->kill();
    m_process->waitForFinished(5000);
}

void ProcessDevice::launch(const Limits &limits)
{
    if (m_process)
        return; // it has not yet said that it runs
    m_limited = limits.noSpace;
    m_wanted = true;
    m_chats.clear();
    m_looks.clear();
    m_buffer.clear();
    auto *process = new QProcess(this);
    m_process = process;
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(process, &QProcess::readyReadStandardOutput, this, [this, process] {
        if (process != m_process)
            return; // of one that was killed
        m_buffer += process->readAllStandardOutput();
        for (qsizetype end; (end = m_buffer.indexOf('\n')) >= 0;) {
            const QString line = QString::fromUtf8(m_buffer.left(end));
            m_buffer.remove(0, end + 1);
            hear(line);
        }
    });
    connect(process, &QProcess::finished, this, [this, process] { onFinished(process); });
    process->start(QStringLiteral(KITH_FAULT_CLIENT),
        {place().profile, place().peer, QString::number(place().haste), limits.noSpace ? u"nospace"_s : u"space"_s});
}

void ProcessDevice::onFinished(QProcess *process)
{
    process->deleteLater();
    if (process != m_process)
        return;
    m_process = nullptr;
    m_state = {};
    endedAtOnce();
    if (m_wanted && !m_limited) {
        m_crash = u"ended by itself: %1 %2"_s.arg(process->exitStatus() == QProcess::CrashExit ? u"signal"_s : u"exit"_s).arg(process->exitCode());
        note(m_crash);
    }
    m_wanted = false;
    if (const auto done = std::exchange(m_quit, {}))
        done();
}

void ProcessDevice::quit(std::function<void()> done)
{
    if (!m_process)
        return done();
    m_wanted = false;
    m_quit = std::move(done);
    tell({u"quit"_s});
}

void ProcessDevice::kill()
{
    QProcess *process = std::exchange(m_process, nullptr);
    m_wanted = false;
    m_state = {};
    endedAtOnce();
    if (!process)
        return;
    process->kill();
    process->waitForFinished(5000); // SIGKILL: it is gone at once, and with it its lock on the profile
}

void ProcessDevice::signIn(const model::SignInRequest &request, std::function<void(const QString &)> done)
{
    m_signIn = std::move(done);
    tell({u"signin"_s, request.address, request.password, request.server, request.caFile});
}

void ProcessDevice::askForChat(std::function<void(bool)> done)
{
    m_chats.push_back(std::move(done));
    tell({u"chat"_s});
}

void ProcessDevice::look(std::function<void(const Shelf &)> done)
{
    m_looks.push_back(std::move(done));
    tell({u"look"_s});
}

void ProcessDevice::tell(const QStringList &words)
{
    if (m_process)
        m_process->write(words.join(u'\t').toUtf8() + '\n');
}

void ProcessDevice::hear(const QString &line)
{
    const QString word = line.section(u'\t', 0, 0), rest = line.section(u'\t', 1);
    if (word == u"stored"_s)
        onStored(rest);
    else if (word == u"refused"_s)
        onRefused(rest);
    else if (word == u"heard"_s)
        onHeard(rest.section(u'\t', 0, 0), rest.endsWith(u'1'));
    else if (word == u"state"_s)
        m_state = {true, rest.section(u'\t', 0, 0) == u"1", rest.section(u'\t', 1, 1) == u"1", rest.section(u'\t', 2, 2).toInt()};
    else if (word == u"signedin"_s && m_signIn)
        std::exchange(m_signIn, {})(rest);
    else if (word == u"chat"_s && !m_chats.empty()) {
        const auto done = std::move(m_chats.front());
        m_chats.pop_front();
        done(rest == u"1");
    } else if (word == u"shelf"_s && !m_looks.empty()) {
        const auto done = std::move(m_looks.front());
        m_looks.pop_front();
        done(Shelf::fromJson(rest.toUtf8()));
    }
}

} // namespace fault
