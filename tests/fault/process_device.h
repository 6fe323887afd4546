// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fault/device.h"

#include <QProcess>

#include <deque>

namespace fault {

/// A process of its own (fault_client), spoken to by lines; what a real SIGKILL does to it, this one feels.
class ProcessDevice final : public Device
{
    Q_OBJECT
public:
    ProcessDevice(Place place, const QElapsedTimer &since);
    ~ProcessDevice() override;

    using Device::launch;
    void launch(const Limits &limits) override;
    void quit(std::function<void()> done) override;
    void kill() override;
    void signIn(const model::SignInRequest &request, std::function<void(const QString &problem)> done) override;
    void befriend() override { tell({QStringLiteral("befriend")}); }
    void hurry() override { tell({QStringLiteral("hurry")}); }
    void readAll() override { tell({QStringLiteral("read")}); }
    void setClockWrongBy(qint64 seconds) override { tell({QStringLiteral("clock"), QString::number(seconds)}); }
    Talker::State state() const override { return m_state; }
    void askForChat(std::function<void(bool)> done) override;
    void look(std::function<void(const Shelf &)> done) override;
    bool isProcess() const override { return true; }
    /// Ended though nobody wanted it: empty, or how.
    [[nodiscard]] QString crash() const { return m_crash; }

protected:
    void write(const QString &line) override { tell({QStringLiteral("say"), line}); }

private:
    void tell(const QStringList &words);
    void hear(const QString &line);
    void onFinished(QProcess *process);

    QProcess *m_process = nullptr;
    QByteArray m_buffer;
    Talker::State m_state;
    bool m_limited = false; ///< may die of it
    bool m_wanted = false; ///< that it runs
    QString m_crash;
    std::function<void()> m_quit;
    std::function<void(const QString &)> m_signIn;
    std::deque<std::function<void(bool)>> m_chats;
    std::deque<std::function<void(const Shelf &)>> m_looks;
};

} // namespace fault
