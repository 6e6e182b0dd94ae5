// What a Client is made of: how its parts are wired, and what its calls share.
#include "app/core/client_parts.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/recovery/own_phrase.h"
#include "app/core/vault/dirty_marks.h"
#include "app/core/vault/thing_states.h"

#include <QUtf8StringView>

namespace sotto::core {

namespace {

constexpr int kHourlyMs = 3600 * 1000;
/// Whoever writes says so every four seconds; without a word for so long they have stopped.
constexpr int kTypingHoldsMs = 8 * 1000;
/// A relay that does not answer keeps nobody from writing.
constexpr int kProvingMs = 10 * 1000;

crypto::Unexpected<Problem> refusal(ProblemKind kind)
{
    return crypto::Unexpected(Problem{kind});
}

OwnObject* recordOf(AccountObjects& objects)
{
    return objects.words() != nullptr ? objects.words()->record() : nullptr;
}

} // namespace

Client::Parts::Parts(Client& client_, storage::Database database, Environment& environment)
    : client(client_)
    , context(std::move(database), environment)
    , own(context)
    , people(context, own)
    , things(context, own, people)
    , sessions(context, own, people)
    , places(context)
    , mailboxes(context, places, own, sessions)
    , outbox(context, places, own, mailboxes, people, sessions)
    , incoming(context, own, people, outbox)
    , inbox(context, mailboxes, people, sessions, outbox, incoming)
    , invitations(context, places, own, mailboxes, people, outbox, incoming)
    , objects(context, places, own, mailboxes, people, outbox)
    , vault(context, own, things, objects)
    , ownDevices({context, own, people, things, sessions, mailboxes, outbox, incoming, objects})
    , removal({context, own, things.account(), objects, ownDevices,
               [this] { return vault.isAllRead(); }})
    , recordKeys({context, own, people, things.account(), outbox, incoming})
    , alarms({context, own,
              [this]() -> const crypto::KeyList* {
                  OwnObject* const record = recordOf(objects);
                  return record != nullptr ? &record->list() : nullptr;
              },
              [this] { return recordOf(objects)->deviceKey().publicKey(); }})
    , shutOut({context, own, alarms, [this] { return objects.head(); },
               [this](Work& work) { renewSecrets(work); },
               [this](const std::optional<crypto::DeviceId>& device) {
                   return removal.strikeKeys(device);
               },
               [this] { return objects.wordsArePublished() && mailboxes.isServing(); }})
    , phraseCare({context, own, [this] { return objects.head(); },
                  [this] { return objects.words(); }, [this] { return objects.place(); }})
    , slowCommits(
          {context, own, [this] { return objects.head(); }, [this] { return objects.place(); }})
    , lostWords({context, own, phraseCare, slowCommits, [this] { return objects.head(); },
                 [this] { return objects.words(); }, [this] { return objects.card(); },
                 [this] { return objects.place(); },
                 [this] { return vault.isAllRead() && objects.isIdle(); }})
    , exporting(context)
    , erasure(context, places)
    , linking({context, places, [this](Work& work, const wire::LinkingState& joined) {
                   own.join(work, joined);
                   sessions.create(work);
                   mailboxes.moveTo(work, joined.relay());
                   objects.join(joined);
                   work.afterwards([this] {
                       loadAccount();
                       vault.load();
                       if (started) {
                           begin();
                       }
                   });
               }})
{
    context.onChanged = [this](const Changes& changes) {
        if (changes.account || !changes.contacts.empty()) {
            objects.refreshSoon();
        }
        if (changes.account) {
            ownDevices.refreshSoon();
            reviewSoon();
        }
        if (client.onChanged) {
            client.onChanged(changes);
        }
    };
    context.beforeCommit = [this](Work& work) {
        markDirty(work, people);
        vault.onCommit(work);
    };
    hookVault();
    hookLeaving();
    context.onFailed = [this](const Problem& problem) {
        if (client.onFailed) {
            client.onFailed(problem);
        }
    };
    mailboxes.onArrival = [this](OwnMailboxes::Arrival arrival) { inbox.add(std::move(arrival)); };
    mailboxes.onState = [this] { tellConnection(); };
    mailboxes.onRelayLost = [this](OwnMailboxes::OldMailbox before) {
        Work work(context);
        mailboxes.moveTo(work, mailboxes.relay(), before);
        afterMove(work);
        work.commit();
    };
    mailboxes.onServing = [this] { invitations.publishAll(); };
    incoming.onTyping = [this](RowId conversation, bool active) {
        tellTyping(conversation, active);
    };
    people.nameCard = [this](const Person& person, wire::Introduction& introduction) {
        objects.nameCard(person, introduction);
    };
    people.onDeviceEnded = [this](Work& work, const Person& person,
                                  const crypto::DeviceId& device) {
        outbox.dropDevice(work, person, device);
    };
    outbox.onTokenRefused = [this](const Person& person, const crypto::DeviceId& device) {
        person.isSelf() ? ownDevices.tokenRefused(device) : objects.readCardOf(person.row.id);
    };
    outbox.ownTokenOf = [this](const crypto::DeviceId& device) {
        return ownDevices.tokenFor(device);
    };
    ownDevices.onChanged = [this] {
        if (client.onDevices) {
            client.onDevices();
        }
    };
    removal.onGone = [this] { depart(); };
    vault.onWritten = [this] { ownDevices.noticeDay(); };
    ownDevices.onTokens = [this] { context.later(0, [this] { invitations.publishTokens(); }); };
    objects.onPhraseUsed = [this](crypto::Timestamp when) {
        context.running()->afterwards([this, when] {
            if (client.onPhraseUsed) {
                client.onPhraseUsed(static_cast<storage::Milliseconds>(when.seconds) * 1000);
            }
        });
    };
    objects.onRecordEvent = [this](const sotto::wire::ObjectEvent& event) {
        alarms.onRecordEvent(event);
    };
    objects.onReplaced = [this] { phraseCare.onReplaced(); };
    objects.onListChanged = [this] { reviewSoon(); };
    objects.onRecordMove = [this](crypto::ByteView move) {
        Work& work = *context.running();
        wire::VaultContent content;
        content.mutable_record_move()->set_move(fieldOf(move));
        ThingStates(work).put(ThingType::RecordMove, content.record_move().move(), content, false);
        work.stores().vault.mark(numberOf(ThingType::RecordMove), content.record_move().move());
    };
    hookRecordKeys();
    alarms.onChanged = [this] {
        if (client.onAlarms) {
            client.onAlarms();
        }
    };
    objects.onTrouble = [this](const Problem& problem) {
        if (client.onAccountTrouble) {
            client.onAccountTrouble(problem);
        }
    };
    linking.onStep = [this](LinkStep step) {
        if (client.onLinkStep) {
            client.onLinkStep(step);
        }
    };
    linking.onEnd = [this](crypto::Result<void, Problem> outcome) { linked(std::move(outcome)); };
    incoming.onTokensChanged = [this] { invitations.publishTokens(); };
    incoming.onInviteSpent = [this](const storage::Invite& invite) { invitations.retire(invite); };
    QObject::connect(&hourly, &QTimer::timeout, context.lifetime(), [this] {
        context.guard([this] {
            Work work(context);
            sessions.expire(work);
            incoming.expire(work);
            ownDevices.expire(work);
            reviewPeople(work);
            work.commit();
            slowCommits.review();
            lostWords.review();
            invitations.publishTokens();
        });
    });
}

void Client::Parts::hookVault()
{
    vault.hook();
    vault.demandClaims();
    vault.onState = [this] {
        context.guard([this] { lostWords.reviewStrangers(); });
        if (client.onVaultState) {
            client.onVaultState();
        }
    };
    vault.onTrouble = [this](const Problem& problem) {
        if (client.onAccountTrouble) {
            client.onAccountTrouble(problem);
        }
    };
    vault.onProven = [this] { startOutbox(); };
    vault.onCopied = [this] { copied(); };
    things.account().onProfile = [this](Work& work) {
        outbox.introduceAll(work);
        work.afterwards([this] {
            outbox.kickAll();
            objects.refreshSoon();
            invitations.publishTokens();
        });
    };
}

void Client::Parts::hookRecordKeys()
{
    objects.onHeirKey = [this](const crypto::DeviceId& device, const crypto::SigningKey& key) {
        recordKeys.give(*context.running(), device, key);
    };
    recordKeys.onTaken = [this](Work& work) { work.afterwards([this] { reviewSoon(); }); };
    ownDevices.onDropped = [this](Work& work, const crypto::DeviceId& device) {
        recordKeys.repeat(work, device);
    };
    ownDevices.onRefresh = [this, before = std::move(ownDevices.onRefresh)](Work& work) {
        before(work);
        recordKeys.refresh(work);
    };
}

void Client::Parts::startOutbox()
{
    if (started && !vault.isCopied()) {
        context.guard([this] { outbox.start(); });
    }
}

void Client::Parts::copied()
{
    // Whatever is sealed from here on would be sealed with keys that another disk has used.
    shutOut.stop();
    alarms.stop();
    phraseCare.stop();
    lostWords.stop();
    outbox.stop();
    invitations.stop();
    objects.stop();
    mailboxes.stop();
    hourly.stop();
}

void Client::Parts::load()
{
    places.readSettings();
    if (own.load()) {
        people.load();
        sessions.load();
        mailboxes.load();
        loadAccount();
        vault.load();
        isLeaving = Erasure::isBegun(context);
    }
}

void Client::Parts::loadAccount()
{
    objects.load();
    ownDevices.load();
    removal.load();
    recordKeys.load();
    alarms.load();
}

void Client::Parts::begin()
{
    if (isLeaving && !erasure.isTelling()) {
        return erasure.start();
    }
    if (vault.isCopied()) {
        return vault.tellCopied();
    }
    if (removal.isGone()) {
        return depart();
    }
    mailboxes.start();
    invitations.publishTokens();
    {
        // What changed while nobody was told, perhaps because the program was killed.
        Work work(context);
        outbox.introduceAll(work);
        work.commit();
    }
    {
        Work work(context);
        sessions.expire(work);
        incoming.expire(work);
        reviewPeople(work);
        work.commit();
    }
    objects.start();
    vault.start();
    // A copied disk must not send: where the relay can tell, it is asked first.
    if (vault.mustProve()) {
        context.later(kProvingMs, [this] { startOutbox(); });
    } else {
        startOutbox();
    }
    ownDevices.start();
    removal.start();
    alarms.start();
    shutOut.start();
    phraseCare.start();
    slowCommits.load();
    lostWords.start();
    reviewSoon();
    obey();
    hourly.start(kHourlyMs);
    if (isLeaving) {
        waitUntilTold(0);
    }
}

void Client::Parts::reviewPeople(Work& work)
{
    for (const RowId contact : people.review(work)) {
        // A device that may be written to now has not heard of us.
        if (Person* const person = people.find(contact)) {
            person->state.set_introduction_queued(0);
            outbox.introduce(work, *person);
            work.afterwards([this, contact] { outbox.tryNow(contact); });
        }
    }
}

void Client::Parts::reviewSoon()
{
    if (started && !std::exchange(reviewIsDue, true)) {
        context.later(0, [this] {
            reviewIsDue = false;
            if (started && own.exists()) {
                alarms.refresh();
                lostWords.review(); // what is over holds no move up
                takeMoves();
                slowCommits.review();
            }
        });
    }
}

void Client::Parts::takeMoves()
{
    TwelveWords* const words = objects.words();
    if (words == nullptr || words->mayWrite()) {
        return;
    }
    const auto type = numberOf(ThingType::RecordMove);
    for (const std::string& key : context.stores.vault.keys(type)) {
        Work work(context);
        std::optional<crypto::SigningPublicKey> ours;
        const auto find = [&](const crypto::SigningPublicKey& wanted) {
            ours = wanted;
            return recordKeys.find(wanted);
        };
        if (words->takeMove(viewOf(key), find)) {
            recordKeys.spend(work, *ours);
            return work.commit();
        }
    }
}

void Client::Parts::renewSecrets(Work& work)
{
    ownDevices.renewSecrets(work);
    outbox.introduceAll(work);
    work.afterwards([this] {
        invitations.publishTokens();
        outbox.kickAll();
    });
}

void Client::Parts::linked(crypto::Result<void, Problem> outcome)
{
    const Done<void> done = std::exchange(onLinked, {});
    if (done) {
        done(std::move(outcome));
    } else if (!outcome && client.onLinkFailed) {
        client.onLinkFailed(outcome.error());
    }
}

void Client::Parts::afterMove(Work& work)
{
    own.renewIntroduction(work);
    outbox.introduceAll(work);
    invitations.renew(work);
    work.afterwards([this] {
        invitations.publishTokens();
        outbox.kickAll();
        if (started) {
            vault.stop();
            objects.stop();
            objects.start();
            vault.start();
        }
    });
}

void Client::Parts::reconnectSoon()
{
    // Kind, host and port come one by one.
    if (std::exchange(reconnectIsDue, true)) {
        return;
    }
    context.later(0, [this] {
        reconnectIsDue = false;
        places.readSettings();
        if (started) {
            // What stands goes the old way: none of it may stay.
            client.stop();
            client.start();
        }
    });
}

void Client::Parts::tellTyping(RowId conversation, bool active)
{
    const std::uint64_t notice = ++typingNotices[conversation];
    if (active) {
        context.later(kTypingHoldsMs, [this, conversation, notice] {
            if (typingNotices[conversation] == notice) {
                tellTyping(conversation, false);
            }
        });
    }
    if (client.onTyping) {
        client.onTyping(conversation, active);
    }
}

void Client::Parts::depart()
{
    if (!started || std::exchange(isDeparting, true)) {
        return;
    }
    client.stop();
    mailboxes.start();
    mailboxes.abandon([this] {
        mailboxes.stop();
        isDeparting = false;
        if (client.onRemoved) {
            client.onRemoved();
        }
    });
}

void Client::Parts::tellConnection()
{
    if (client.onConnection) {
        client.onConnection(mailboxes.connection());
    }
}

crypto::Result<void, Problem> Client::Parts::ready() const
{
    if (context.hasFailed()) {
        return refusal(ProblemKind::Io);
    }
    if (!own.exists() || removal.isGone() || isLeaving) {
        return refusal(ProblemKind::NoAccount);
    }
    if (vault.isCopied()) {
        return refusal(ProblemKind::DeviceCopied);
    }
    return {};
}

crypto::Result<Person*, Problem> Client::Parts::personOf(RowId contact)
{
    SOTTO_CHECK(ready());
    Person* const person = people.find(contact);
    if (person == nullptr || person->isSelf() ||
        person->row.standing == storage::ContactStanding::Gone) {
        return refusal(ProblemKind::NoSuchContact);
    }
    return person;
}

crypto::Result<void, Problem> Client::Parts::checkText(std::string_view text) const
{
    SOTTO_CHECK(ready());
    if (client.isShutOut()) {
        return refusal(ProblemKind::DeviceShutOut);
    }
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return refusal(ProblemKind::EmptyText);
    }
    if (text.size() > kTextBytesMax) {
        return refusal(ProblemKind::TextTooLong);
    }
    if (!QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8()) {
        return refusal(ProblemKind::NotText);
    }
    if (holdsPhrase(text)) {
        return refusal(ProblemKind::HoldsPhrase);
    }
    return {};
}

void Client::Parts::removeSessions(Work& work, const Person& person)
{
    if (person.log) {
        for (const crypto::DeviceRecord& device : person.log->state().devices) {
            sessions.forget(work, {person.account(), device.id});
        }
    }
}

} // namespace sotto::core
