// The end of an account: from the page that asks to the first page of a new profile.
#include "app/viewmodels/app_parts.h"

namespace sotto::viewmodels {

void App::Parts::wireLeaving()
{
    connect(&leaving, &AccountLeaving::deleteAsked, &app, [this] { deleteAccount(); });
    connect(&leaving, &AccountLeaving::wipeAsked, &app, [this] { wipe(Stage::FirstRun); });
    // There is one set of fields for words, and what an alarm asks for goes first.
    connect(&phraseCare, &PhraseCare::changed, &app, [this] {
        while (phraseCare.task() != PhraseCare::Task::Nothing &&
               (leaving.phase() == AccountLeaving::Phase::Explain ||
                leaving.phase() == AccountLeaving::Phase::AskWords)) {
            leaving.goBack();
        }
    });
}

void App::Parts::deleteAccount()
{
    if (!m_core) {
        return leaving.onFailed({core::ProblemKind::NoAccount});
    }
    m_core->begin<void>(
        m_attempt.get(),
        [words = std::make_shared<crypto::SecretBytes>(leaving.takeWords()),
         tell = leaving.tellContacts()](core::Client& client, core::Done<void> done) {
            client.deleteAccount(std::move(*words), tell, std::move(done));
        },
        [this](const crypto::Result<void, core::Problem>& result) {
            if (!result) {
                leaving.onFailed(result.error());
            }
        });
}

void App::Parts::readLeaving()
{
    if (!m_core) {
        return;
    }
    m_core->ask(
        m_attempt.get(), [](core::Client& client) { return client.leaving(); },
        [this](const core::Client::Leaving& state) { showLeaving(state); });
}

void App::Parts::showLeaving(const core::Client::Leaving& state)
{
    if (!state.isBegun || (stage != Stage::Ready && stage != Stage::Leaving)) {
        return;
    }
    leaving.show(state.isTelling, state.trouble ? &*state.trouble : nullptr);
    if (stage == Stage::Ready) {
        leaveConversation();
        setStage(Stage::Leaving);
    }
}

void App::Parts::onRemoved()
{
    // Whoever deleted the account here a moment ago knows that it is gone.
    const bool isDeleted = stage == Stage::Leaving;
    const bool isOwn = isDeleted && leaving.isOwn();
    wipe(isOwn ? Stage::FirstRun : Stage::Removed);
    leaving.setEndedElsewhere(isDeleted && !isOwn);
}

} // namespace sotto::viewmodels
