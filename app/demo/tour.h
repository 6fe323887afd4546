// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/application.h"
#include "app/demo/demo_world.h"

#include <QTextStream>

#include <functional>
#include <memory>

namespace app {

/// The demo playing itself: signs in, reads, writes, gets an answer, quits, starts again; says what it does with the figures of each sign-in, and leaves pictures.
/// For a machine without a person in front of it. Main thread.
class Tour
{
public:
    /// Opens the profile and makes a Kith that is not yet started; null: it could not, and has said so.
    using MakeApplication = std::function<std::unique_ptr<Application>()>;
    Tour(DemoWorld &world, ui::Theme &theme, const QString &folder, MakeApplication make);

    /// True: every step went as it should. Returns when it is over.
    [[nodiscard]] bool play();

private:
    [[nodiscard]] bool begin();
    [[nodiscard]] bool signIn();
    [[nodiscard]] bool read();
    [[nodiscard]] bool talk();
    [[nodiscard]] bool lookAround();
    [[nodiscard]] bool quit();
    [[nodiscard]] bool startAgain();

    [[nodiscard]] bool waitOnline();
    [[nodiscard]] bool openBert();
    [[nodiscard]] bool showConnection(const QString &name); ///< a picture of the page, in the dark
    [[nodiscard]] bool picture(QWidget &window, const QString &name);
    void tell(const QString &sentence);
    [[nodiscard]] bool failed(const QString &sentence);
    [[nodiscard]] model::Account *account() const;
    [[nodiscard]] std::optional<model::Message> lastMessage() const;

    DemoWorld &m_world;
    ui::Theme &m_theme;
    QString m_folder;
    MakeApplication m_make;
    std::unique_ptr<Application> m_kith;
    QTextStream m_out;
    int m_pictures = 0;
    int m_messages = 0; ///< with Bert, before quitting
};

} // namespace app
