// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/history_ends.h"

#include <QFile>
#include <QPromise>
#include <QTimer>

namespace test {

/// A history of numbered pages. The old device has them, the new one writes into a file of its profile which it has: so it goes on after a restart. What came twice or in the wrong order
/// is noted.
struct FakeHistory {
    int pages = 0;
    qsizetype octets = 1000; ///< of a page
    std::chrono::milliseconds pause{0}; ///< before each answer: so that a test can kill in the middle
    int served = 0; ///< by this process
    bool isBroken = false; ///< cannot be read

    [[nodiscard]] QByteArray page(int number) const { return QByteArray::number(number).rightJustified(8, '0') + QByteArray(octets - 8, char('a' + number % 26)); }
    [[nodiscard]] static QString file(const QString &folder) { return folder + QStringLiteral("/history.txt"); }
    /// Numbers of the pages that are stored there, in order.
    [[nodiscard]] static QList<int> stored(const QString &folder)
    {
        QList<int> numbers;
        QFile in(file(folder));
        if (in.open(QIODevice::ReadOnly)) {
            for (const QByteArray &line : in.readAll().split('\n')) {
                if (!line.isEmpty())
                    numbers << line.toInt();
            }
        }
        return numbers;
    }
    [[nodiscard]] QList<int> all() const
    {
        QList<int> numbers;
        for (int i = 1; i <= pages; ++i)
            numbers << i;
        return numbers;
    }
    [[nodiscard]] model::HistoryEnds ends(const QString &folder);
};

namespace detail {

template<class T>
QFuture<T> ready(T value)
{
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

class FakeSource final : public model::PageSource
{
public:
    explicit FakeSource(FakeHistory &history) : m_history(history) { }
    QFuture<std::optional<net::Page>> answer(const net::PageRequest &request) override
    {
        const int number = request.cursor.toInt() + 1;
        std::optional<net::Page> page;
        if (!m_history.isBroken)
            page = net::Page{request.tag, number < m_history.pages ? QString::number(number) : QString(), m_history.page(number)};
        m_last = number;
        ++m_history.served;
        if (m_history.pause.count() == 0)
            return ready(page);
        const auto promise = std::make_shared<QPromise<std::optional<net::Page>>>();
        promise->start();
        QTimer::singleShot(m_history.pause, [promise, page] {
            promise->addResult(page);
            promise->finish();
        });
        return promise->future();
    }
    [[nodiscard]] model::LinkProgress progress() const override { return {m_last, m_history.pages, m_last * m_history.octets, m_history.pages * m_history.octets}; }

private:
    FakeHistory &m_history;
    int m_last = 0;
};

class FakeSink final : public model::PageSink
{
public:
    FakeSink(FakeHistory &history, QString folder) : m_history(history), m_folder(std::move(folder)) { m_asked = int(FakeHistory::stored(m_folder).size()); }
    std::optional<net::PageRequest> next() override
    {
        if (m_isLast || m_waits)
            return {};
        m_waits = true;
        return net::PageRequest{QStringLiteral("p%1").arg(m_asked + 1), m_asked == 0 ? QString() : QString::number(m_asked)};
    }
    QFuture<bool> take(const net::Page &page) override
    {
        const int number = page.octets.left(8).toInt();
        QFile out(FakeHistory::file(m_folder));
        if (page.octets != m_history.page(number) || !out.open(QIODevice::Append))
            return ready(false);
        out.write(QByteArray::number(number) + '\n');
        ++m_asked;
        m_waits = false;
        m_isLast = page.next.isEmpty();
        return ready(true);
    }
    [[nodiscard]] bool isComplete() const override { return m_isLast; }
    [[nodiscard]] model::LinkProgress progress() const override { return {m_asked, m_history.pages, m_asked * m_history.octets, m_history.pages * m_history.octets}; }

private:
    FakeHistory &m_history;
    QString m_folder;
    int m_asked = 0;
    bool m_isLast = false, m_waits = false;
};

} // namespace detail

inline model::HistoryEnds FakeHistory::ends(const QString &folder)
{
    model::HistoryEnds ends;
    ends.source = [this](model::AccountId) { return std::make_unique<detail::FakeSource>(*this); };
    ends.sink = [this, folder](model::AccountId, const QString &) { return std::make_unique<detail::FakeSink>(*this, folder); };
    ends.size = [this](model::AccountId) { return detail::ready(model::LinkProgress{0, pages, 0, pages * octets}); };
    ends.forget = [](model::AccountId, const QString &) { };
    return ends;
}

} // namespace test
