#include "app/core/vault/vault_sync.h"

namespace sotto::core {

namespace {

/// How often at most the state is told: the window shows it.
constexpr int kTellMs = 100;
/// Others of whom nothing was heard for so long since this device came are lost: it is not said any
/// longer that they may know more.
constexpr storage::Milliseconds kUnheardMs = std::int64_t{14} * 24 * 3600 * 1000;
/// Who leaves says so many records' worth more; a history that is not yet there stays behind.
constexpr int kFarewellRounds = 16;

ProblemKind kindOf(VaultTrouble::Kind kind)
{
    switch (kind) {
    case VaultTrouble::Kind::Broken:
        return ProblemKind::VaultBroken;
    case VaultTrouble::Kind::Forked:
        return ProblemKind::VaultForked;
    case VaultTrouble::Kind::Behind:
        return ProblemKind::VaultBehind;
    case VaultTrouble::Kind::Copied:
        break;
    }
    return ProblemKind::DeviceCopied;
}

} // namespace

VaultSync::VaultSync(Context& context, OwnAccount& own, StoredThings& things,
                     AccountObjects& objects)
    : m_context(context)
    , m_own(own)
    , m_things(things)
    , m_objects(objects)
    , m_book(context, own, things)
    , m_blocks(context, m_book)
    , m_taking(context, m_book, things)
    , m_journal(context, own, m_book, things)
    , m_outgoing(context, m_book)
    , m_copyProof(context, m_book)
    , m_follower(context, m_book, m_blocks, m_taking)
    , m_restore(context, m_book, m_blocks, m_taking)
    , m_search(context, m_book, m_blocks, things)
    , m_snapshots(context, m_book, things)
    , m_sweep(context, m_book, things)
    , m_entries(context)
{
    m_telling.setSingleShot(true);
    QObject::connect(&m_telling, &QTimer::timeout, m_context.lifetime(), [this] {
        if (onState) {
            onState();
        }
    });
    m_book.onTrouble = [this](const VaultTrouble& trouble) { onVaultTrouble(trouble); };
    m_book.onSuspicion = [this](crypto::WriterIndex by, std::uint64_t sequence) {
        m_context.later(0, [this, by, sequence] { lookForCopy(by, sequence); });
    };
    m_journal.onWritten = [this] { written(); };
    m_sweep.onWritten = [this] {
        m_outgoing.send();
        m_journal.noticed();
    };
    m_outgoing.onProgress = [this] { tell(); };
    m_follower.onProgress = [this] { settle(); };
    m_restore.onProgress = [this] { settle(); };
    m_search.onEnd = [this] {
        // Now there may be a way from the key that was offered.
        if (const crypto::SharedKey* const offered = m_objects.head()->offered()) {
            m_objects.head()->offerKey(offered->duplicate());
        }
    };
    m_restore.onListRead = [this] {
        m_context.later(0, [this] {
            m_objects.vaultWasRead();
            m_journal.noticed();
        });
    };
}

void VaultSync::hook()
{
    m_book.keys.offered = [this] {
        return m_objects.head() != nullptr ? m_objects.head()->offered() : nullptr;
    };
    m_objects.entries = &m_entries;
    m_objects.epochLinks = [this](crypto::Epoch epoch) { return m_book.keys.links(epoch); };
    m_objects.deposit = [this](const crypto::LogEntry* entry, const crypto::EpochLinks* links,
                               std::function<void()> done) {
        deposit(entry, links, std::move(done));
    };
    m_objects.onVault = [this] {
        m_context.later(0, [this] {
            open();
            pump();
        });
    };
}

void VaultSync::load()
{
    m_book.loadState();
}

void VaultSync::tellCopied()
{
    m_book.tell(VaultTrouble::Kind::Copied, 0, "it was found before");
}

void VaultSync::start()
{
    m_started = true;
    m_isProven = false;
    m_book.keys.load();
    open();
}

void VaultSync::stop()
{
    m_started = false;
    m_journal.stop();
    m_sweep.stop();
    m_outgoing.stop();
    m_copyProof.stop();
    m_follower.stop();
    m_restore.stop();
    m_search.stop();
    m_blocks.stop();
    m_connection.reset();
    m_keeper.reset();
    m_knowsList = m_knowsWriters = m_asksList = m_asksWriters = m_isFresh = false;
    m_book.close();
}

void VaultSync::retryNow()
{
    if (m_connection) {
        m_connection->retryNow();
    }
}

void VaultSync::open()
{
    TwelveWords* const words = m_started && !m_connection ? m_objects.words() : nullptr;
    OwnObject* const vault = words != nullptr ? words->vault() : nullptr;
    if (vault == nullptr || !vault->hasListAtRelay() || !m_book.open(*vault)) {
        return;
    }
    m_epoch = m_own.sharedKey().epoch();
    if (m_book.state.copied()) {
        return;
    }
    begin();
    connect();
    m_journal.start();
    m_sweep.start();
    tell();
}

void VaultSync::begin()
{
    Work work(m_context);
    seed(work, m_book.state.begun());
    if (!m_book.state.begun()) {
        m_things.markAll(work);
        m_book.state.set_begun(true);
        m_book.state.set_list_read(true);
        m_book.state.set_listed(static_cast<std::uint32_t>(m_book.vault().list().size()));
    }
    m_book.storeWriter(work);
    work.commit();
}

void VaultSync::seed(Work& work, bool said)
{
    ThingStates states(work);
    const auto keep = [&](ThingType type, const std::string& key,
                          const wire::VaultContent& content) {
        if (!work.stores().vault.state(numberOf(type), key)) {
            states.put(type, key, content, said);
        }
    };
    for (const crypto::LogEntry& entry : m_own.log().entries()) {
        wire::VaultContent content;
        content.mutable_log_entry()->set_entry(fieldOf(entry.bytes()));
        keep(ThingType::LogEntry, content.log_entry().entry(), content);
    }
    if (const auto* const certificate = m_objects.words()->certificate()) {
        wire::VaultContent content;
        content.mutable_wrapping_key()->set_certificate(fieldOf(certificate->serialize()));
        keep(ThingType::WrappingKey, content.wrapping_key().certificate(), content);
    }
}

void VaultSync::connect()
{
    const OwnObject& vault = m_book.vault();
    const crypto::SigningKey& key = vault.deviceKey();
    m_keeper = m_objects.eapiKeeper(vault.id());
    m_connection = std::make_unique<client::ObjectConnection>(
        m_objects.place(),
        client::Owner{.login = {crypto::ObjectKind::Vault, vault.id(), m_book.place()},
                      .key = std::make_shared<crypto::SigningKey>(key.duplicate())},
        m_book.state.last_event(), *m_keeper);
    m_connection->onLoggedIn = [this](const sotto::wire::LoggedIn&) {
        m_context.guard([&] { onLoggedIn(); });
    };
    m_connection->onRecordsAppended = [this](const sotto::wire::RecordsAppended& appended) {
        m_context.guard([&] { onAppended(appended); });
    };
    m_connection->onEvent = [this](const sotto::wire::ObjectEvent& event) {
        m_context.guard([&] {
            Work work(m_context);
            m_book.state.set_last_event(event.number());
            m_book.storeState(work);
            if (onEvent) {
                onEvent(work, event);
            }
            work.commit();
            if (event.type() == sotto::wire::LIST_CHANGED) {
                readList();
            }
        });
    };
    m_connection->onState = [this](client::LinkState state, const client::ConnectionError* error) {
        if (state != client::LinkState::Ready) {
            m_knowsList = m_knowsWriters = m_isFresh = false;
            tell();
        }
        if (state == client::LinkState::Waiting || state == client::LinkState::Stopped) {
            m_context.later(0, [this] { proven(); }); // nobody can say otherwise for now
        }
        if (state == client::LinkState::Stopped && error != nullptr) {
            m_context.later(0, [this] { lost(); });
        }
    };
    m_outgoing.start(*m_connection);
    m_copyProof.start(*m_connection);
    m_blocks.start(*m_connection);
    m_follower.start();
    m_restore.start();
    m_connection->start();
}

// ---- what the relay has ------------------------------------------------------------------------

void VaultSync::onLoggedIn()
{
    m_book.held.clear();
    m_search.stop();
    m_knowsList = m_knowsWriters = m_asksList = m_asksWriters = m_asksAgain = false;
    readList();
    readWriters();
}

void VaultSync::readList()
{
    if (!m_connection || std::exchange(m_asksList, true)) {
        return;
    }
    const std::size_t from = m_book.vault().changesAtRelay();
    m_connection->read(static_cast<std::uint32_t>(from), 0,
                       [this, from](const client::Outcome<sotto::wire::ObjectState>& outcome) {
                           m_context.guard([&] {
                               m_asksList = false;
                               if (outcome) {
                                   m_book.vault().takeRead(*outcome, from);
                                   m_knowsList = true;
                                   m_book.held.clear();
                                   pump();
                               }
                           });
                       });
}

void VaultSync::readWriters()
{
    m_asksWriters = true;
    m_connection->listWriters([this, acknowledged = m_outgoing.acknowledged()](
                                  const client::Outcome<sotto::wire::Writers>& outcome) {
        m_context.guard([&] { onWriters(outcome, acknowledged); });
    });
}

void VaultSync::onWriters(const client::Outcome<sotto::wire::Writers>& outcome,
                          std::uint64_t acknowledged)
{
    m_asksWriters = false;
    if (!outcome) {
        return; // the next login asks again
    }
    std::uint64_t own = 0;
    m_book.shown.clear();
    for (const auto& writer : outcome->writers()) {
        if (writer.writer() == m_book.place()) {
            own = writer.newest();
        } else if (writer.writer() < crypto::kVaultWritersMax) {
            m_book.shown[static_cast<crypto::WriterIndex>(writer.writer())] = writer.newest();
        }
    }
    m_knowsWriters = true;
    m_outgoing.compare(own, acknowledged);
    if (own <= m_book.writer().sequence()) {
        proven();
    }
    pump();
}

void VaultSync::lookForCopy(crypto::WriterIndex by, std::uint64_t sequence)
{
    m_copyProof.look(sequence, "another record stands where this device writes",
                     [this, by](bool isCopied) {
                         if (isCopied) {
                             return;
                         }
                         m_book.tell(by == m_book.place() ? VaultTrouble::Kind::Behind
                                                          : VaultTrouble::Kind::Forked,
                                     by, "nothing shows that this device wrote what it is said to");
                         if (by == m_book.place()) {
                             m_outgoing.takesNone();
                         }
                         proven();
                     });
}

void VaultSync::onAppended(const sotto::wire::RecordsAppended& appended)
{
    if (!m_knowsWriters || appended.writer() >= crypto::kVaultWritersMax ||
        appended.writer() == m_book.place()) {
        return;
    }
    const auto writer = static_cast<crypto::WriterIndex>(appended.writer());
    m_book.shown[writer] = std::max(m_book.shown[writer], appended.newest());
    if (!m_book.writers()(writer)) {
        readList();
    }
    pump();
}

void VaultSync::pump()
{
    if (m_knowsList && m_knowsWriters && m_book.isOpen() && !m_book.state.copied()) {
        m_restore.check();
        m_follower.pump();
        m_restore.pump();
        settle();
    }
}

void VaultSync::lost()
{
    m_context.guard([this] {
        m_outgoing.takesNone();
        if (m_book.isOpen()) {
            m_book.vault().look(); // which brings its list back: without one nobody joins
        }
    });
}

void VaultSync::searchLinks()
{
    const crypto::SharedKey* const offered =
        m_book.waiting.empty() || !m_objects.head() ? nullptr : m_objects.head()->offered();
    if (offered != nullptr) {
        m_search.start(offered->epoch());
        m_search.pump();
    }
}

void VaultSync::settle()
{
    m_taking.takeAside();
    tell();
    searchLinks();
    if (!m_knowsList || !m_knowsWriters || !m_follower.isIdle() || !m_restore.isIdle()) {
        return;
    }
    m_restore.check(); // the last of it may have come forward
    vouch();
    const bool isWhole = m_book.missing().empty() && m_book.state.taken_away() == 0;
    m_isFresh = isWhole && m_book.isAllRead() && m_book.held.empty() && m_book.waiting.empty();
    if (m_isFresh) {
        m_book.state.set_fresh_ms(static_cast<std::uint64_t>(m_context.nowMs()));
    }
    if (isWhole) {
        m_asksAgain = false;
    } else if (!std::exchange(m_asksAgain, true)) {
        readWriters(); // perhaps only the news of it is late
    } else {
        for (const crypto::MissingRecords& missing : m_book.missing()) {
            m_book.tell(VaultTrouble::Kind::Behind, missing.writer,
                        "the relay does not show what another device has read");
        }
        if (m_book.state.taken_away() > 0 && m_book.isAllRead()) {
            m_book.tell(VaultTrouble::Kind::Behind, m_book.place(),
                        "the relay took contents away that nobody deleted");
        }
    }
}

// ---- what this device changes ------------------------------------------------------------------

void VaultSync::onCommit(Work& work)
{
    const bool sweeps = !work.changes.removedConversations.empty();
    const bool choosesPerhaps = work.changes.settings;
    work.afterwards([this, sweeps, choosesPerhaps] {
        m_journal.noticed();
        if (m_book.isOpen() && !m_book.state.copied()) {
            if (sweeps) {
                m_sweep.soon();
            } else if (choosesPerhaps) {
                m_sweep.settingsChanged();
            }
        }
        if (m_book.isOpen() && m_entriesSeen != m_own.log().entries().size()) {
            // Another device may be one of the account by now.
            m_entriesSeen = m_own.log().entries().size();
            m_context.later(0, [this] {
                if (m_book.isOpen()) {
                    m_taking.reviewClaims();
                }
            });
        }
        if (m_book.isOpen() && m_own.sharedKey().epoch() != m_epoch) {
            m_epoch = m_own.sharedKey().epoch();
            m_book.waiting.clear();
            m_context.later(0, [this] { pump(); });
        } else if (m_book.isOpen() && m_knowsWriters) {
            searchLinks();
        }
    });
}

void VaultSync::vouch()
{
    // Of a writer who was struck counts what the others say that they had read of it; and one that
    // has come cannot know that it was shown all before another says what there is. With the newest
    // key alone nothing opens before somebody has written in its epoch.
    const std::uint32_t struck = m_book.countStruck();
    const auto listed = static_cast<std::uint32_t>(m_book.vault().list().size());
    const bool isGreeting = listed > m_book.state.listed() && m_book.hasReadOfAll();
    const bool isEpochNew =
        std::max(m_book.writer().epoch(), crypto::kFirstEpoch) < m_own.sharedKey().epoch();
    if ((struck <= m_book.state.struck() && !isGreeting && !isEpochNew) || !mayWrite()) {
        return;
    }
    Work work(m_context);
    m_book.checkpoint(work);
    m_book.state.set_struck(struck);
    if (isGreeting) {
        // Who has just come reads from the end, and takes what a device has written once it is
        // known to be one.
        for (const crypto::DeviceRecord& device : m_own.log().state().devices) {
            const Thing thing{ThingType::Device, fieldOf(device.id.view())};
            if (const auto said = m_things.say(work, thing, Saying::State)) {
                m_book.put(work, thing, *said);
            }
        }
        m_book.state.set_listed(listed);
    }
    m_book.storeWriter(work);
    work.commit();
    m_outgoing.send();
}

void VaultSync::farewell()
{
    if (!mayWrite()) {
        return;
    }
    for (int round = 0; round < kFarewellRounds && !m_journal.write(); ++round) {
    }
    if (m_book.state.restoring()) {
        Work work(m_context);
        m_book.checkpoint(work);
        m_book.storeWriter(work);
        work.commit();
    } else {
        m_snapshots.write(); // begins with one
    }
    m_outgoing.send();
}

bool VaultSync::mayWrite() const
{
    return m_book.isOpen() && m_book.state.begun() && !m_book.state.copied();
}

void VaultSync::written()
{
    m_outgoing.send();
    if (onWritten) {
        onWritten();
    }
    m_context.later(0, [this] {
        if (mayWrite() && m_snapshots.writeIfDue()) {
            m_outgoing.send();
        }
    });
}

void VaultSync::deposit(const crypto::LogEntry* entry, const crypto::EpochLinks* links,
                        std::function<void()> done)
{
    std::vector<std::pair<Thing, wire::VaultContent>> contents;
    if (entry != nullptr) {
        wire::VaultContent content;
        content.mutable_log_entry()->set_entry(fieldOf(entry->bytes()));
        contents.push_back({{ThingType::LogEntry, content.log_entry().entry()}, content});
    }
    if (links != nullptr) {
        wire::VaultContent content;
        content.mutable_epoch_links()->set_links(fieldOf(links->serialize()));
        contents.push_back({{ThingType::EpochLinks, content.epoch_links().links()}, content});
    }
    m_context.later(0, [this, contents = std::move(contents), done = std::move(done)] {
        const bool isKept = mayWrite();
        Work work(m_context);
        for (const auto& [thing, content] : contents) {
            ThingStates(work).put(thing.type, thing.key, content, isKept);
            (void)m_book.keys.learn(content.epoch_links().links());
            if (isKept) {
                m_book.put(work, thing, content);
            }
        }
        if (!isKept) {
            // There is no vault, so nobody else has to read them first.
            work.afterwards(done);
            return work.commit();
        }
        m_book.storeWriter(work);
        work.commit();
        m_outgoing.whenThere(m_book.writer().sequence(), done);
        m_outgoing.send();
    });
}

// ---- what is told ------------------------------------------------------------------------------

void VaultSync::onVaultTrouble(const VaultTrouble& trouble)
{
    // Not from within whatever reads.
    m_context.later(0, [this, trouble] {
        tell();
        if (trouble.kind == VaultTrouble::Kind::Copied && onCopied) {
            onCopied();
        }
        if (onTrouble) {
            onTrouble({.kind = kindOf(trouble.kind),
                       .technical =
                           "writer " + std::to_string(trouble.writer) + ": " + trouble.technical});
        }
    });
}

void VaultSync::proven()
{
    if (!std::exchange(m_isProven, true) && onProven) {
        onProven();
    }
}

bool VaultSync::mustProve() const
{
    return m_started && !m_isProven && m_book.isOpen();
}

bool VaultSync::isCopied() const
{
    return m_book.state.copied();
}

VaultState VaultSync::state() const
{
    VaultState out;
    out.isCopied = isCopied();
    out.isRestoring = m_book.state.restoring();
    out.hasList = !out.isRestoring || m_book.state.list_read();
    if (!m_book.isOpen()) {
        return out;
    }
    out.restored = m_restore.restored();
    out.total = m_restore.total();
    // Alone, a device knows all that there is.
    const bool isAlone = m_book.history().forward().heads().empty() && !out.isRestoring;
    if (!m_isFresh && !isAlone) {
        out.asOf = std::max<storage::Milliseconds>(
            static_cast<storage::Milliseconds>(m_book.state.fresh_ms()), 1);
    } else if (m_book.isUnheard() && !isLongHere()) {
        out.asOf = static_cast<storage::Milliseconds>(m_book.state.unheard_ms());
    }
    return out;
}

bool VaultSync::isLongHere() const
{
    const crypto::DeviceRecord* const self = m_own.log().state().find(m_own.device());
    return self != nullptr &&
           m_context.nowMs() >
               static_cast<storage::Milliseconds>(
                   m_own.log().entries()[self->addedAt].statement().claimed.seconds * 1000) +
                   kUnheardMs;
}

bool VaultSync::isIdle() const
{
    if (!m_book.isOpen() || isCopied() || m_book.state.restoring()) {
        return true;
    }
    const client::LinkState link = m_connection->state();
    const bool isAway = link == client::LinkState::Waiting || link == client::LinkState::Stopped;
    const bool isAsking = !m_knowsWriters || m_asksWriters || m_asksList;
    const bool isRead = !isAsking && m_follower.isIdle();
    return m_journal.isIdle() && (isAway || (isRead && m_outgoing.isIdle()));
}

void VaultSync::tell()
{
    if (!m_telling.isActive()) {
        m_telling.start(kTellMs);
    }
}

} // namespace sotto::core
