#include "app/viewmodels/app_parts.h"

#include <QPointer>

namespace sotto::viewmodels {

void App::Parts::wireLinking()
{
    QObject* context = m_attempt.get();
    connect(m_core.get(), &CoreThread::linkStep, context,
            [this](core::LinkStep step) { onLinkStep(step); });
    connect(m_core.get(), &CoreThread::linkFailed, context,
            [this](const core::Problem& problem) { linkPage.onFailed(problem); });
}

std::function<void(std::function<void()>)> App::Parts::here() const
{
    // The App outlives the thread that calls it.
    return [&app = app, attempt = QPointer<QObject>(m_attempt.get())](std::function<void()> call) {
        QMetaObject::invokeMethod(
            &app,
            [attempt, call = std::move(call)] {
                if (attempt) {
                    call();
                }
            },
            Qt::QueuedConnection);
    };
}

void App::Parts::listenToAccount()
{
    m_core->post([this, here = here()](core::Client& client) {
        client.onVaultState = [this, here, &client] {
            here([this, state = client.vaultState()] { showVault(state); });
        };
        client.onDevices = [this, here] { here([this] { readDevices(); }); };
        client.onAlarms = [this, here] { here([this] { readDevices(); }); };
        client.onRemoved = [this, here] { here([this] { onRemoved(); }); };
        client.onLeaving = [this, here, &client] {
            here([this, state = client.leaving()] { showLeaving(state); });
        };
        client.onAccountTrouble = [this, here](const core::Problem& problem) {
            here([this, problem] { onAccountTrouble(problem); });
        };
    });
}

void App::Parts::onLinkStep(core::LinkStep step)
{
    linkPage.onStep(step);
    if (step == core::LinkStep::Done) {
        endLinking({});
    }
}

void App::Parts::onAccountTrouble(const core::Problem& problem)
{
    if (problem.kind != core::ProblemKind::DeviceCopied) { // which has a page of its own
        restoring.showTrouble(problem);
    }
}

void App::Parts::link()
{
    auto asked = linkPage.takeRequest();
    if (!asked) {
        linkPage.onFailed({core::ProblemKind::PhraseWrong});
        return;
    }
    const auto request = std::make_shared<core::LinkRequest>(std::move(*asked));
    withDatabase(
        [this, request] {
            m_core->begin<void>(
                m_attempt.get(),
                [request](core::Client& client, core::Done<void> done) {
                    client.link(std::move(*request), std::move(done));
                },
                [this](const crypto::Result<void, core::Problem>& result) { endLinking(result); });
        },
        [this](const core::Problem& problem) { linkPage.onFailed(problem); });
}

void App::Parts::cancelLink()
{
    if (m_core) {
        m_core->post([](core::Client& client) { client.cancelLink(); });
    }
}

// Heard twice where this start began it: of its last step, and of its end.
void App::Parts::endLinking(const crypto::Result<void, core::Problem>& result)
{
    if (!result) {
        linkPage.onFailed(result.error());
    } else if (stage == Stage::FirstRun) {
        linkPage.onDone();
        enter();
    }
}

void App::Parts::beginFirstRun()
{
    m_core->ask(
        m_attempt.get(),
        [](core::Client& client) {
            client.start();
            if (client.isJoining()) {
                return true;
            }
            client.stop();
            return false;
        },
        [this](bool isJoining) {
            if (isJoining) {
                linkPage.onResumed();
            }
            setStage(Stage::FirstRun);
        });
}

} // namespace sotto::viewmodels
