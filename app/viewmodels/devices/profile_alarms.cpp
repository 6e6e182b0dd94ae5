// What happened to the account and is to be judged, and what is done with the twelve words.
#include "app/viewmodels/app_parts.h"
#include "app/viewmodels/devices/device_bytes.h"

namespace sotto::viewmodels {

namespace {

/// Stands for no conversation: a click on it brings the window to the front, where the page is.
constexpr qint64 kAlarmNotification = 0;

/// Functions of the core thread are copied; the words are not.
using SharedWords = std::shared_ptr<crypto::SecretBytes>;

} // namespace

void App::Parts::wireAlarm()
{
    connect(&alarm, &Alarm::answerAsked, &app,
            [this](const QByteArray& id, bool wasMe) { answerAlarm(id, wasMe); });
    connect(&phraseCare, &PhraseCare::asked, &app, [this] { useWords(); });
    connect(&words, &TwelveWords::confirmed, &app, [this] { readWords(); });
    connect(&lostWords, &LostWords::refreshAsked, &app, [this] { readWords(); });
    connect(&lostWords, &LostWords::stopAsked, &app, [this] { stopLostWords(); });
}

void App::Parts::answerAlarm(const QByteArray& id, bool wasMe)
{
    if (!m_core) {
        return;
    }
    const auto answer = wasMe ? core::AlarmAnswer::WasMe : core::AlarmAnswer::WasNotMe;
    m_core->begin<void>(
        m_attempt.get(),
        [alarmId = idOf<core::AlarmId>(id), answer](core::Client& client, core::Done<void> done) {
            client.answerAlarm(alarmId, answer, std::move(done));
        },
        [this, id](const crypto::Result<void, core::Problem>& result) {
            if (result) {
                alarm.onAnswered(id);
            } else {
                alarm.onFailed(id, result.error());
            }
            readDevices();
        });
}

void App::Parts::tellAlarm()
{
    const QByteArray asked = alarm.phase() == Alarm::Phase::Question ? alarm.id() : QByteArray();
    if (asked == m_toldAlarm) {
        return;
    }
    m_toldAlarm = asked;
    if (asked.isEmpty()) {
        Q_EMIT app.notifyWithdrawn(kAlarmNotification);
    } else if (!windowActive) {
        Q_EMIT app.notify(kAlarmNotification, alarm.title(), alarm.text());
    }
}

void App::Parts::useWords()
{
    if (!m_core) {
        return;
    }
    const auto typed = std::make_shared<crypto::SecretBytes>(phraseCare.takeWords());
    switch (phraseCare.task()) {
    case PhraseCare::Task::Nothing:
        return;
    case PhraseCare::Task::Check:
        return checkWords(typed);
    case PhraseCare::Task::Replace:
        return replaceWords(typed);
    case PhraseCare::Task::SetWaits:
        return beginCare(
            [typed, waits = phraseCare.wantsWaits()](core::Client& client, core::Done<void> done) {
                client.setNewDeviceWaits(waits, std::move(*typed), std::move(done));
            });
    case PhraseCare::Task::Stop:
        return beginCare([typed, id = idOf<core::AlarmId>(alarm.id())](core::Client& client,
                                                                       core::Done<void> done) {
            client.vetoChange(id, std::move(*typed), std::move(done));
        });
    case PhraseCare::Task::Remove:
        return beginCare([typed, id = idOf<crypto::DeviceId>(phraseCare.device())](
                             core::Client& client, core::Done<void> done) {
            client.removeDevice(id, std::move(*typed), std::move(done));
        });
    case PhraseCare::Task::Lose:
        return makeLostWords();
    case PhraseCare::Task::Finish:
        return finishLostWords(typed);
    }
}

void App::Parts::checkWords(const SharedWords& typed)
{
    m_core->begin<bool>(
        m_attempt.get(),
        [typed](core::Client& client, core::Done<bool> done) {
            client.checkWords(std::move(*typed), std::move(done));
        },
        [this, run = phraseCare.run()](const crypto::Result<bool, core::Problem>& result) {
            if (phraseCare.run() != run) {
                return;
            }
            if (result) {
                phraseCare.onChecked(*result);
            } else {
                phraseCare.onFailed(result.error());
            }
        });
}

void App::Parts::replaceWords(const SharedWords& typed)
{
    makeWords([typed](core::Client& client, core::Done<crypto::SecretBytes> done) {
        client.replaceWords(std::move(*typed), std::move(done));
    });
}

void App::Parts::makeLostWords()
{
    makeWords([](core::Client& client, core::Done<crypto::SecretBytes> done) {
        client.replaceLostWords(std::move(done));
    });
}

void App::Parts::makeWords(std::function<void(core::Client&, core::Done<crypto::SecretBytes>)> call)
{
    m_core->begin<crypto::SecretBytes>(
        m_attempt.get(), std::move(call),
        [this,
         run = phraseCare.run()](const crypto::Result<crypto::SecretBytes, core::Problem>& result) {
            if (phraseCare.run() == run) {
                if (result) {
                    phraseCare.onReplaced(*result);
                } else {
                    phraseCare.onFailed(result.error());
                }
            }
            readDevices();
            readWords();
        });
}

void App::Parts::finishLostWords(const SharedWords& typed)
{
    lostWords.onFinishing();
    m_core->begin<void>(
        m_attempt.get(),
        [typed](core::Client& client, core::Done<void> done) {
            client.finishLostWords(std::move(*typed), std::move(done));
        },
        [this, run = phraseCare.run()](const crypto::Result<void, core::Problem>& result) {
            lostWords.onFinished(result.has_value());
            endCare(run, result);
            readWords();
        });
}

void App::Parts::stopLostWords()
{
    if (!m_core) {
        return;
    }
    m_core->begin<void>(
        m_attempt.get(),
        [](core::Client& client, core::Done<void> done) {
            client.cancelLostWords(std::move(done));
        },
        [this](const crypto::Result<void, core::Problem>& result) {
            if (result) {
                lostWords.onStopped();
            } else {
                lostWords.onStopFailed(result.error());
            }
            readWords();
        });
}

void App::Parts::beginCare(std::function<void(core::Client&, core::Done<void>)> call)
{
    m_core->begin<void>(
        m_attempt.get(), std::move(call),
        [this, run = phraseCare.run()](const crypto::Result<void, core::Problem>& result) {
            endCare(run, result);
        });
}

void App::Parts::endCare(int run, const crypto::Result<void, core::Problem>& result)
{
    if (phraseCare.run() == run) {
        if (result) {
            phraseCare.onDone();
        } else {
            phraseCare.onFailed(result.error());
        }
    }
    readDevices();
}

} // namespace sotto::viewmodels
