#pragma once

#include "app/desktop/autostart.h"
#include "app/desktop/command_line.h"
#include "app/desktop/notifications.h"
#include "app/desktop/profile_folders.h"
#include "app/desktop/screen_capture.h"
#include "app/desktop/session_events.h"
#include "app/desktop/single_instance.h"
#include "app/desktop/tray_icon.h"
#include "app/keychain/system_keychain.h"
#ifndef Q_MOC_RUN
#include "app/viewmodels/app.h"
#include "app/viewmodels/app_options.h"
#endif

#include <atomic>

#include <QQmlApplicationEngine>
#include <QQmlComponent>

class QQuickWindow;

namespace sotto::desktop {

/// The running program: joins the app with its window and with the desktop around it. What can wait
/// is made when the page that is due is on the screen.
class Shell : public QObject
{
    Q_OBJECT

public:
    /// @p instance outlives it.
    Shell(const CommandLine& line, const ProfileFolder& profile, SingleInstance& instance);
    ~Shell() override;

    /// False if the window cannot be made.
    [[nodiscard]] bool start();

private:
    [[nodiscard]] viewmodels::AppOptions options();
    /// The page that the profile begins with, with what it lists.
    [[nodiscard]] bool hasPage() const;
    void onFrame();
    void afterFirstPage();
    void makeTray();
    void updateTray();
    void onRequest(const InstanceRequest& request);
    void raise(const QByteArray& activationToken);
    void onLocked();
    /// What the engine keeps of pages that are gone.
    void forgetPages();

    CommandLine m_line;
    ProfileFolder m_profile;
    SingleInstance& m_instance;
    crypto::SystemRandom m_random;
    core::SystemClock m_clock;
    core::Environment m_environment;
    Autostart m_autostart;
    std::unique_ptr<keychain::SystemKeychain> m_keychain;
    std::unique_ptr<ScreenCapture> m_screens;
    std::unique_ptr<viewmodels::App> m_app;
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    std::unique_ptr<QQmlComponent> m_workspace;
    std::unique_ptr<Notifications> m_notifications;
    std::unique_ptr<SessionEvents> m_session;
    std::unique_ptr<TrayIcon> m_tray;
    QQuickWindow* m_window = nullptr;
    std::atomic<bool> m_showsPage = false; ///< of the last frame
    bool m_isUsable = false;
};

} // namespace sotto::desktop
