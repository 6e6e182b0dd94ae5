#include "app/core/account/account_objects.h"

#include "app/core/account/stored_eapi.h"
#include "app/core/base/wire_bytes.h"

#include <limits>

namespace sotto::core {

namespace {

/// Changes that come together make one version.
constexpr int kRefreshMs = 200;
/// Where another device has written, the vault may bring what it knows meanwhile.
constexpr int kContradictMs = 1000;
/// A contact's card is not read more often, whatever its relay says.
constexpr storage::Milliseconds kReadAgainMs = 60 * 1000;
/// Who says farewell deletes the card once everybody was told, within half a minute. So often it is
/// looked, each time twice as late: eight minutes.
constexpr int kEndMs = 500;
constexpr int kEndTries = 10;

} // namespace

AccountObjects::AccountObjects(Context& context, RelayPlaces& places, OwnAccount& own,
                               OwnMailboxes& mailboxes, People& people, Outbox& outbox)
    : m_context(context)
    , m_places(places)
    , m_own(own)
    , m_mailboxes(mailboxes)
    , m_people(people)
    , m_outbox(outbox)
    , m_cardEntries([this] { return ownCard(); })
    , m_vaultEntries([this] { return ownVault(); })
{}

AccountObjects::~AccountObjects() = default;

std::vector<const OwnObject*> AccountObjects::objects() const
{
    std::vector<const OwnObject*> out;
    for (const OwnObject* const object :
         {m_words ? m_words->record() : nullptr, m_card ? &m_card->object() : nullptr,
          m_words ? m_words->vault() : nullptr}) {
        if (object != nullptr) {
            out.push_back(object);
        }
    }
    return out;
}

void AccountObjects::addRoots(ObjectRoots& roots) const
{
    if (auto root = m_card ? m_card->ownRoot() : std::nullopt) {
        roots.add(std::move(*root));
    }
    for (crypto::SigningKey& root :
         m_words ? m_words->formerRoots() : std::vector<crypto::SigningKey>()) {
        roots.add(std::move(root));
    }
}

void AccountObjects::create(const crypto::SigningKey& provisionalRecovery)
{
    CardPublisher::begin(*this);
    TwelveWords::begin(*this, provisionalRecovery);
}

namespace {

NewObject objectOf(const wire::JoinedObject& joined)
{
    NewObject out{{}, crypto::SigningKey(*fixedOf<crypto::SigningSeed>(joined.device_key()))};
    for (const std::string& change : joined.changes()) {
        const auto bytes = viewOf(change);
        out.changes.emplace_back(bytes.begin(), bytes.end());
    }
    return out;
}

} // namespace

void AccountObjects::join(const wire::LinkingState& joined)
{
    CardPublisher::join(*this, objectOf(joined.card()));
    TwelveWords::join(*this, {.record = objectOf(joined.record()),
                              .vault = objectOf(joined.vault()),
                              .certificate = *crypto::WrappingKeyCertificate::parse(
                                  viewOf(joined.certificate()))});
    // Whoever writes the vault goes on behind the first record.
    state().put("vault.writer", viewOf(joined.vault_writer()));
    if (!joined.former_key().empty()) {
        state().put("vault.former", viewOf(joined.former_key()));
    }
}

void AccountObjects::load()
{
    m_card = std::make_unique<CardPublisher>(*this);
    m_card->onForeign = [this](const ForeignVersion& card) { return judge(card); };
    m_card->onPublished = [this] {
        if (onSettled) {
            onSettled();
        }
    };
    m_card->onTrouble = [this](const ObjectTrouble& trouble) { tellBehind("the card", trouble); };
    m_card->onContentNeeded = [this] { m_context.later(kContradictMs, [this] { refreshSoon(); }); };
    loadHead();
    m_words = std::make_unique<TwelveWords>(*this, *this, *m_card);
    m_words->onChanged = [this] {
        if (onSettled) {
            onSettled();
        }
        if (m_context.onChanged) {
            Changes changes;
            changes.words = true;
            m_context.onChanged(changes);
        }
    };
    m_words->onPhraseUsed = [this](crypto::Timestamp when) {
        if (onPhraseUsed) {
            onPhraseUsed(when);
        }
    };
    m_words->onTrouble = [this](const ObjectTrouble& trouble) {
        tellBehind("the recovery record", trouble);
    };
    m_words->onVaultListChanged = m_card->object().onListChanged = [this] {
        if (onListChanged) {
            onListChanged();
        }
    };
    m_words->onVault = [this] {
        if (onVault) {
            onVault();
        }
    };
    m_words->onRecordEvent = [this](const sotto::wire::ObjectEvent& event) {
        if (onRecordEvent) {
            onRecordEvent(event);
        }
    };
    m_words->onReplaced = [this] {
        if (onReplaced) {
            onReplaced();
        }
    };
    m_words->onRecordMove = [this](crypto::ByteView move) {
        if (onRecordMove) {
            onRecordMove(move);
        }
    };
    m_words->sweepLists = [this](const crypto::SigningKey& card, const crypto::SigningKey& vault) {
        return sweepLists(card, vault);
    };
    m_words->onHeirKey = [this](const crypto::DeviceId& device, const crypto::SigningKey& key) {
        if (onHeirKey) {
            onHeirKey(device, key);
        }
    };
    m_words->onForeignRecord = [this](const ForeignVersion& version) {
        return m_head->onForeign(version);
    };
    m_words->onRecordTaken = [this](const crypto::Hash& digest) { m_head->onTaken(digest); };
    m_words->onRecordSettled = [this] { m_head->onSettled(); };
}

void AccountObjects::loadHead()
{
    m_head = std::make_unique<RelayAccountHead>(
        m_context, m_own,
        RelayAccountHead::Place{
            .record = [this] { return m_words->record(); },
            .publish = [this] { m_words->refresh(); },
            .count = [this] { m_words->countRecord(); },
            .onLog = [this](Work& work) { logChanged(work); },
            .links =
                [this](crypto::Epoch epoch) {
                    return epochLinks ? epochLinks(epoch) : std::nullopt;
                },
            .deposit =
                [this](const crypto::LogEntry* entry, const crypto::EpochLinks* links,
                       std::function<void()> done) {
                    if (entry != nullptr && m_words->isChange(*entry)) {
                        // Whoever finds the old record replaced finds the new.
                        done = [this, named = std::move(done)] { m_words->depositChange(named); };
                    }
                    // Nothing keeps them yet: the card tells of the entry.
                    deposit ? deposit(entry, links, std::move(done)) : done();
                },
            .mayWrite = [this] { return m_words->mayWrite(); }});
    if (entries != nullptr) {
        m_head->addSource(*entries);
    }
    m_head->addSource(m_cardEntries);
    m_head->addSource(m_vaultEntries);
    m_head->onTrouble = [this](const Problem& problem) {
        if (onTrouble) {
            onTrouble(problem);
        }
    };
    m_head->load();
}

NamedHead AccountObjects::named() const
{
    NamedHead out = m_head->named();
    const crypto::Epoch before = out.sharedKey.epoch() - 1;
    if (m_own.sharedKey().epoch() == before) {
        out.former = m_own.sharedKey().duplicate();
    } else if (before >= crypto::kFirstEpoch && epochLinks) {
        auto opened =
            crypto::EpochChain(m_own.id(), out.sharedKey.duplicate()).open(before, epochLinks);
        if (opened) {
            out.former = std::move(*opened);
        }
    }
    return out;
}

std::optional<CardReference> AccountObjects::ownCard()
{
    const CardName name = m_card->name();
    return CardReference{place(), name.id, name.root, m_own.sharedKey().cardSlotKey(),
                         std::nullopt};
}

std::optional<VaultEntries::Vault> AccountObjects::ownVault()
{
    OwnObject* const vault = m_words->vault();
    if (vault == nullptr) {
        return std::nullopt;
    }
    const crypto::SigningKey& key = vault->deviceKey();
    return VaultEntries::Vault{
        .place = place(),
        .login = {crypto::ObjectKind::Vault, vault->id(), *vault->list().find(key.publicKey())},
        .key = key.duplicate(),
        .eapi = eapiKeeper(vault->id()),
        .sharedKey = m_own.sharedKey().duplicate()};
}

void AccountObjects::tellBehind(std::string_view object, const ObjectTrouble& trouble)
{
    // Another one's key struck, or a list that is none of ours: what was known is not there either.
    if (trouble.kind != ObjectTrouble::Kind::Relay && m_toldBehind.insert(object).second &&
        onTrouble) {
        onTrouble({.kind = ProblemKind::VaultBehind, .technical = std::string(object)});
    }
}

bool AccountObjects::isIdle() const
{
    OwnObject* const record = m_words ? m_words->record() : nullptr;
    return m_reading.empty() && !m_refreshIsDue && (record == nullptr || record->isIdle()) &&
           (!m_card || m_card->object().isIdle()) && (!m_head || m_head->isIdle());
}

void AccountObjects::start()
{
    m_started = true;
    m_toldBehind.clear();
    m_card->watch(m_own.log().state().presentDevices() > 1);
    m_card->start();
    m_words->start();
    m_head->start();
    for (const auto& [contact, person] : m_people.all()) {
        awaitEnd(contact);
    }
    refreshSoon(0);
}

void AccountObjects::stop()
{
    m_started = false;
    m_reading.clear();
    m_ending.clear();
    m_cardEntries.stop();
    m_vaultEntries.stop();
    if (m_card) {
        m_card->stop();
        m_words->stop();
        m_head->stop();
    }
}

void AccountObjects::retryNow()
{
    if (m_started) {
        m_card->retryNow();
        m_words->retryNow();
    }
}

void AccountObjects::refreshSoon()
{
    refreshSoon(kRefreshMs);
}

void AccountObjects::refreshSoon(int delayMs)
{
    if (m_card && m_started && !std::exchange(m_refreshIsDue, true)) {
        m_context.later(delayMs, [this] {
            m_refreshIsDue = false;
            if (m_started) {
                publish();
                m_words->refresh();
            }
        });
    }
}

CardContent AccountObjects::cardContent() const
{
    wire::Introduction profile;
    profile.set_name(m_own.name());
    profile.set_picture(m_own.picture());
    CardContent content;
    content.body.contact = ownContactPoint(m_own, m_mailboxes.state());
    content.body.app = serialized(profile);
    for (const auto& [id, person] : m_people.all()) {
        const auto key = fixedOf<crypto::CardSlotKey>(person.state.slot_key());
        const auto token = fixedOf<crypto::DeliveryToken>(
            m_own.token(static_cast<crypto::TokenCohort>(person.state.cohort())));
        if (person.row.standing == storage::ContactStanding::Contact && key && token) {
            content.readers.push_back({key->duplicate(), token->duplicate()});
        }
    }
    return content;
}

void AccountObjects::publish()
{
    m_card->watch(m_own.log().state().presentDevices() > 1);
    if (m_own.cardWaits()) {
        return;
    }
    (void)m_card->publish(cardContent(), *fixedOf<crypto::DeliveryToken>(m_own.token(0)),
                          m_own.sharedKey(), m_own.log().head());
}

Verdict AccountObjects::judge(const ForeignVersion& card) const
{
    if (m_own.cardWaits()) {
        return Verdict::Withdraw;
    }
    return m_card->saysTheSame(card.body, cardContent(),
                               *fixedOf<crypto::DeliveryToken>(m_own.token(0)), m_own.sharedKey())
               ? Verdict::Same
               : Verdict::Other;
}

void AccountObjects::vaultWasRead()
{
    if (m_own.cardWaits()) {
        Work work(m_context);
        m_own.setCardWaits(work, false);
        // Nobody knows how this device is reached.
        m_own.renewIntroduction(work);
        m_outbox.introduceAll(work);
        work.afterwards([this] { m_outbox.kickAll(); });
        work.commit();
    }
    refreshSoon();
}

void AccountObjects::nameCard(const Person& person, wire::Introduction& introduction) const
{
    if (!m_card) {
        return;
    }
    const CardName name = m_card->name();
    wire::Card& card = *introduction.mutable_card();
    card.set_relay(m_mailboxes.relay());
    card.set_id(fieldOf(name.id.view()));
    card.set_root(fieldOf(name.root.view()));
    card.set_slot_key(person.state.slot_key());
}

void AccountObjects::readCardOf(RowId contact)
{
    const Person* const person = m_people.find(contact);
    if (!m_started || person == nullptr || m_reading.contains(contact)) {
        return;
    }
    const wire::Card& card = person->state.card();
    auto place = m_places.find(card.relay());
    const auto id = fixedOf<crypto::ObjectId>(card.id());
    const auto root = fixedOf<crypto::SigningPublicKey>(card.root());
    auto slotKey = fixedOf<crypto::CardSlotKey>(card.slot_key());
    storage::Milliseconds& last = m_lastRead[contact];
    if (!place || !id || !root || !slotKey || m_context.nowMs() - last < kReadAgainMs) {
        return;
    }
    last = m_context.nowMs();
    CardReference reference{std::move(*place), *id, *root, std::move(*slotKey), std::nullopt};
    if (!person->state.card_state().empty()) {
        if (auto state = CardState::parse(viewOf(person->state.card_state()))) {
            reference.state = std::move(state).value();
        }
    }
    m_reading[contact] = readContactCard(
        std::move(reference), [this, contact, refused = person->state.token()](auto outcome) {
            m_context.later(0, [this, contact] { m_reading.erase(contact); });
            m_context.guard([&] { onCard(contact, refused, std::move(outcome)); });
        });
}

void AccountObjects::awaitEnd(RowId contact, int tries)
{
    const Person* const person = m_people.find(contact);
    if (!m_started || person == nullptr || !person->state.farewell() || tries >= kEndTries ||
        m_ending.contains(contact)) {
        return;
    }
    const wire::Card& card = person->state.card();
    const auto place = m_places.find(card.relay());
    const auto id = fixedOf<crypto::ObjectId>(card.id());
    if (!place || !id) {
        return;
    }
    m_ending[contact] = client::readCard(
        *place, *id, 0, std::numeric_limits<std::uint64_t>::max(),
        [this, contact, tries](const client::Outcome<sotto::wire::ObjectState>& outcome) {
            const bool isGone = !outcome && outcome.error().kind == client::ErrorKind::Refused &&
                                outcome.error().code == sotto::wire::NOT_PERMITTED;
            m_context.later(0, [this, contact] { m_ending.erase(contact); });
            if (!isGone) {
                m_context.later(kEndMs << tries,
                                [this, contact, tries] { awaitEnd(contact, tries + 1); });
            } else if (onContactGone) {
                m_context.guard([&] { onContactGone(contact); });
            }
        });
}

void AccountObjects::onCard(RowId contact, const std::string& refused,
                            crypto::Result<CardRead, CardReadError> outcome)
{
    Person* const person = m_people.find(contact);
    if (person == nullptr || !outcome) {
        return; // blocked, gone, or the relay is away: the lane tries again by itself
    }
    Work work(m_context);
    person->state.set_card_state(fieldOf(outcome->state.serialize().view()));
    // An Introduction that came meanwhile says more than a card that may be older.
    if (outcome->card && person->state.token() == refused) {
        const auto point = serialize(outcome->card->body.contact);
        if (m_people.takePoint(work, *person, fieldOf(point.view())) ==
            IntroductionOutcome::Taken) {
            person->state.set_token(fieldOf(outcome->card->token.view()));
            person->state.set_card_version(outcome->state.newest.number);
            work.afterwards([this, contact] { m_outbox.tryNow(contact); });
        }
    }
    m_people.store(work, *person);
    work.commit();
}

bool AccountObjects::inTransaction(const std::function<void()>& change)
{
    if (m_context.running() != nullptr) {
        change();
        return true;
    }
    return m_context.guard([&] {
        Work work(m_context);
        change();
        work.commit();
    });
}

client::RelayPlace AccountObjects::place()
{
    auto place = m_places.find(m_mailboxes.relay());
    assert(place && "the own relay's address was parsed before");
    return std::move(*place);
}

std::unique_ptr<client::EapiKeeper> AccountObjects::eapiKeeper(const crypto::ObjectId& object)
{
    return std::make_unique<StoredEapi>(m_context, object.view());
}

void AccountObjects::append(const crypto::LogEntry& entry)
{
    Work& work = *m_context.running();
    m_own.append(work, entry);
    logChanged(work);
}

namespace {

/// Where keys stand that are to go, and that this device, or the list's root, may strike.
std::vector<crypto::ListIndex> targetsIn(OwnObject& object, const AccountObjects::KeyChoice& goes,
                                         bool byRoot = false)
{
    std::vector<crypto::ListIndex> out;
    const crypto::KeyList& list = object.list();
    const auto own = list.find(object.deviceKey().publicKey());
    // A full one takes no change any more: whoever has its root can make it so.
    std::size_t room = crypto::kListChangesMax - object.changes().size();
    for (std::size_t i = byRoot || !own ? 0 : *own; i < list.size() && own; ++i) {
        const auto place = static_cast<crypto::ListIndex>(i);
        if (place != *own && list.mayWrite(place) && goes(*list.keyAt(place)) && room > 0) {
            out.push_back(place);
            --room;
        }
    }
    return out;
}

/// Whether there was something to strike.
bool strikeIn(OwnObject& object, const AccountObjects::KeyChoice& goes,
              const crypto::SigningKey* root = nullptr)
{
    const auto targets = targetsIn(object, goes, root != nullptr);
    if (targets.empty() || !object.hasListAtRelay()) {
        return false;
    }
    object.strike(targets, root);
    return true;
}

} // namespace

void AccountObjects::strike(const KeyChoice& goes)
{
    if (OwnObject* const vault = m_words->vault()) {
        (void)strikeIn(*vault, goes);
    }
    // The newest version could be one by the struck key, which nobody takes: the next one goes with
    // the strike.
    if (m_card->isPublished() && strikeIn(m_card->object(), goes)) {
        publish();
    }
    OwnObject* const record = m_words->record();
    if (record != nullptr && record->isSettled() && m_head->mayName() && !m_words->isChanging() &&
        strikeIn(*record, goes)) {
        m_words->refresh();
    }
}

bool AccountObjects::areStruck(const KeyChoice& goes)
{
    const auto isDone = [&](OwnObject* object) {
        return object == nullptr || (targetsIn(*object, goes).empty() && object->hasListAtRelay());
    };
    return isDone(&m_card->object()) && isDone(m_words->record()) && isDone(m_words->vault());
}

bool AccountObjects::sweepLists(const crypto::SigningKey& cardRoot,
                                const crypto::SigningKey& vaultRoot)
{
    const auto goes = unclaimed ? unclaimed() : std::nullopt;
    if (!goes) {
        return !unclaimed;
    }
    const auto isDone = [&](OwnObject& object, const crypto::SigningKey& root) {
        const bool isOurs = object.list().root() == root.publicKey();
        return object.hasListAtRelay() && (!isOurs || targetsIn(object, *goes, true).empty());
    };
    OwnObject& card = m_card->object();
    OwnObject& vault = *m_words->vault();
    if (isDone(card, cardRoot) && isDone(vault, vaultRoot)) {
        return true;
    }
    inTransaction([&] {
        if (vault.list().root() == vaultRoot.publicKey()) {
            (void)strikeIn(vault, *goes, &vaultRoot);
        }
        if (m_card->isPublished() && card.list().root() == cardRoot.publicKey() &&
            strikeIn(card, *goes, &cardRoot)) {
            publish();
        }
    });
    return false;
}

OwnListKeys AccountObjects::listKeys() const
{
    const auto keyOf = [](OwnObject* object) { return object ? &object->deviceKey() : nullptr; };
    return {keyOf(&m_card->object()), keyOf(m_words->record()), keyOf(m_words->vault())};
}

void AccountObjects::logChanged(Work& work)
{
    if (m_words) {
        m_words->noticeLog();
    }
    if (onLog) {
        const crypto::EntryStatement& newest = m_own.log().entries().back().statement();
        onLog(work, newest.byDevice == m_own.device());
    }
    m_outbox.introduceAll(work);
    work.afterwards([this] { m_outbox.kickAll(); });
}

} // namespace sotto::core
