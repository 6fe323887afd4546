// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/partner.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace test {

namespace {
const QString kPython = u"/usr/bin/python3"_s; // Debian's, which sees Debian's modules
}

Partner::Partner(const TestServer &server, const QString &user, const QString &password, const QStringList &arguments)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    QObject::connect(&m_process, &QProcess::readyRead, &m_process, [this] { m_output += QString::fromUtf8(m_process.readAll()); });
    m_process.start(kPython,
        QStringList{QStringLiteral(KITH_SOURCE_DIR "/tests/integration/slixmpp_partner.py"), server.address(user), password, QString::number(server.startTlsPort()), server.caFile()} + arguments);
}

Partner::~Partner()
{
    m_process.kill();
    m_process.waitForFinished(5000);
}

bool Partner::isInstalled()
{
    QProcess process;
    process.start(kPython, {u"-c"_s, u"import slixmpp"_s});
    return process.waitForFinished(20'000) && process.exitCode() == 0;
}

bool Partner::waitForLine(const QString &line, int ms)
{
    return QTest::qWaitFor([&] { return m_output.split(u'\n').contains(line); }, ms);
}

void Partner::tell(const QString &line)
{
    m_process.write(line.toUtf8() + '\n');
    m_process.waitForBytesWritten(5000); // not when the event loop next runs: what is told before a start comes before it
}

} // namespace test
