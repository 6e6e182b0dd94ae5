#include "app/core/devices/relay_account_head.h"

#include "app/core/base/wire_bytes.h"

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "head";
/// Entries that no source has are on their way: so much later they are asked for again.
constexpr int kAskAgainMs = 2'000;
/// A shared key that nobody has offered is asked for again.
constexpr int kAskForKeyMs = 20'000;
/// What a version names is looked for so long before who stands in front of its signer decides
/// without it. Its entry was in the vault before it; a key needs its device to be there.
constexpr int kOverdueMs = 30'000;
/// Who has named so often what nobody can find is struck from the record's list.
constexpr int kPassedOverMax = 2;
/// As many devices as an account has may offer one each (crypto::kPresentDevicesMax).
constexpr std::size_t kOffersMax = 16;

crypto::Unexpected<Problem> problem(ProblemKind kind)
{
    return crypto::Unexpected(Problem{.kind = kind});
}

} // namespace

RelayAccountHead::RelayAccountHead(Context& context, OwnAccount& own, Place place)
    : m_context(context)
    , m_own(own)
    , m_place(std::move(place))
{}

void RelayAccountHead::load()
{
    const auto stored = m_context.stores.state.find(kRow);
    wire::HeadState state;
    if (!stored) {
        return;
    }
    if (!state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "the account's head");
    }
    Proposal proposal;
    if (auto entry = crypto::LogEntry::parse(viewOf(state.entry()))) {
        proposal.entry = std::move(*entry);
    }
    auto key = crypto::SharedKey::parse(viewOf(state.key()));
    auto links = crypto::EpochLinks::parse(viewOf(state.links()));
    if (key && links) {
        proposal.epoch = crypto::EpochProposal{std::move(*key), std::move(*links)};
    }
    proposal.digest = fixedOf<crypto::Hash>(state.digest());
    if (proposal.digest) {
        m_proposal = std::move(proposal);
    }
    const auto commitment = fixedOf<crypto::SharedKeyCommitment>(state.published_key());
    const auto head = fixedOf<crypto::LogHeadCommitment>(state.published_head());
    if (commitment && head) {
        crypto::ObjectHeader header;
        header.epoch = state.published_epoch();
        header.sharedKey = *commitment;
        header.logHead = *head;
        header.signer = static_cast<crypto::ListIndex>(state.published_signer());
        m_published = header;
    }
    for (const std::string& bytes : state.offered_keys()) {
        if (auto offered = crypto::SharedKey::parse(viewOf(bytes))) {
            m_offered.push_back(std::move(*offered));
        }
    }
}

void RelayAccountHead::store(Work& work)
{
    wire::HeadState state;
    if (m_proposal && m_proposal->digest) {
        if (m_proposal->entry) {
            state.set_entry(fieldOf(m_proposal->entry->bytes()));
        }
        if (m_proposal->epoch) {
            state.set_key(fieldOf(m_proposal->epoch->key.serialize().view()));
            state.set_links(fieldOf(m_proposal->epoch->links.serialize()));
        }
        state.set_digest(fieldOf(m_proposal->digest->view()));
    }
    if (m_published) {
        state.set_published_epoch(m_published->epoch);
        state.set_published_key(fieldOf(m_published->sharedKey.view()));
        state.set_published_head(fieldOf(m_published->logHead.view()));
        state.set_published_signer(m_published->signer);
    }
    for (const crypto::SharedKey& offered : m_offered) {
        state.add_offered_keys(fieldOf(offered.serialize().view()));
    }
    work.stores().state.put(kRow, serialized(state).view());
}

void RelayAccountHead::start()
{
    m_started = true;
    m_isWaiting = false;
    giveTime();
    resolve();
    pump();
}

void RelayAccountHead::stop()
{
    m_started = false;
    ++m_turn;
    if (m_proposal && !m_proposal->digest) {
        dropProposal(); // nobody says any more that its entry is in the vault
    }
}

NamedHead RelayAccountHead::named() const
{
    // Before its entry and links are in the vault nothing may name it, whoever asks meanwhile.
    const bool isNamed = m_proposal && (m_isNaming || m_proposal->digest);
    const bool hasEntry = isNamed && m_proposal->entry;
    const bool hasKey = isNamed && m_proposal->epoch;
    return {hasEntry ? m_proposal->entry->hash() : m_own.log().head(),
            (hasKey ? m_proposal->epoch->key : m_own.sharedKey()).duplicate()};
}

// ---- what this device wants --------------------------------------------------------------------

void RelayAccountHead::append(MakeEntry make, Decided decided)
{
    m_wishes.push_back({std::move(make), std::move(decided)});
    m_context.later(0, [this] { pump(); });
}

void RelayAccountHead::rotate(Decided decided, IsWanted isWanted)
{
    m_rotations.push_back({std::move(decided), std::move(isWanted)});
    m_context.later(0, [this] { pump(); });
}

void RelayAccountHead::pump()
{
    // What is in flight is decided first, and what others have decided is read first.
    if (m_proposal || (m_wishes.empty() && m_rotations.empty())) {
        return;
    }
    if (!mayName()) {
        // A new key alone can wait for who has made the one that is named.
        return !m_wishes.empty() && mayPassOver() ? passOver() : void();
    }
    OwnObject* const record = m_place.record();
    if (record != nullptr && (!m_started || !record->isSettled() || !m_place.mayWrite())) {
        return; // onSettled() calls again
    }
    Proposal proposal;
    if (!wish(proposal)) {
        return;
    }
    propose(std::move(proposal));
}

bool RelayAccountHead::wish(Proposal& proposal)
{
    while (!m_wishes.empty() && !proposal.entry) {
        Wish next = std::move(m_wishes.front());
        m_wishes.pop_front();
        proposal.entry = next.make(m_own.log());
        if (!proposal.entry) {
            next.decided(problem(ProblemKind::Cancelled));
            continue;
        }
        m_deciding.push_back(std::move(next));
    }
    // Who leaves makes no key that the others would have to get from him.
    const bool isLast = proposal.entry &&
                        std::holds_alternative<crypto::LeaveBody>(proposal.entry->statement().body);
    if (!isLast) {
        wishKey(proposal);
    }
    return proposal.entry || proposal.epoch;
}

void RelayAccountHead::wishKey(Proposal& proposal)
{
    std::vector<Rotation> wanted;
    for (Rotation& next : std::exchange(m_rotations, {})) {
        if (next.isWanted && !next.isWanted()) {
            next.decided(problem(ProblemKind::Cancelled));
        } else {
            wanted.push_back(std::move(next));
        }
    }
    if (wanted.empty()) {
        return;
    }
    auto epoch = crypto::EpochChain(m_own.id(), m_own.sharedKey().duplicate())
                     .propose(m_place.links, m_context.now(), m_context.environment.random);
    if (epoch) {
        proposal.epoch = std::move(*epoch);
        m_rotating = std::move(wanted);
        return;
    }
    for (const Rotation& next : wanted) {
        next.decided(problem(epoch.error() == crypto::EpochError::TooSoon ? ProblemKind::ClockWrong
                                                                          : ProblemKind::Internal));
    }
}

void RelayAccountHead::decideHere(Proposal proposal)
{
    m_context.guard([&] {
        Work work(m_context);
        m_proposal = std::move(proposal);
        takeIntoForce(work);
        work.commit();
    });
    m_context.later(0, [this] { pump(); });
}

void RelayAccountHead::propose(Proposal proposal)
{
    m_proposal = std::move(proposal);
    if (!m_place.deposit) {
        return name();
    }
    m_place.deposit(m_proposal->entry ? &*m_proposal->entry : nullptr,
                    m_proposal->epoch ? &m_proposal->epoch->links : nullptr,
                    [this, number = ++m_proposals] {
                        if (m_proposal && !m_proposal->digest && number == m_proposals) {
                            name();
                        }
                    });
}

void RelayAccountHead::name()
{
    if (m_place.record() == nullptr) {
        return decideHere(std::move(*std::exchange(m_proposal, std::nullopt)));
    }
    m_context.guard([this] {
        Work work(m_context);
        m_isNaming = true;
        m_place.publish();
        m_isNaming = false;
        m_proposal->digest = m_place.record()->newestDigest();
        store(work);
        work.commit();
    });
}

void RelayAccountHead::takeIntoForce(Work& work)
{
    const Proposal proposal = std::move(*std::exchange(m_proposal, std::nullopt));
    if (proposal.entry) {
        m_own.append(work, *proposal.entry);
        m_place.onLog(work);
    }
    if (proposal.epoch) {
        m_own.setSharedKey(work, proposal.epoch->key);
        if (onKey) {
            onKey(m_own.sharedKey(), true);
        }
    }
    store(work);
    answer({});
}

void RelayAccountHead::dropProposal()
{
    m_proposal.reset();
    // What the loser still wants comes first, by the log that the winner made.
    while (!m_deciding.empty()) {
        m_wishes.push_front(std::move(m_deciding.back()));
        m_deciding.pop_back();
    }
    m_rotations.insert(m_rotations.begin(), std::move_iterator(m_rotating.begin()),
                       std::move_iterator(m_rotating.end()));
    m_rotating.clear();
}

void RelayAccountHead::answer(const crypto::Result<void, Problem>& outcome)
{
    for (const Wish& wish : std::exchange(m_deciding, {})) {
        wish.decided(outcome);
    }
    for (const Rotation& rotation : std::exchange(m_rotating, {})) {
        rotation.decided(outcome);
    }
}

void RelayAccountHead::onTaken(const crypto::Hash& digest)
{
    if (m_proposal && m_proposal->digest == digest) {
        takeIntoForce(*m_context.running());
    }
}

void RelayAccountHead::onSettled()
{
    if (m_proposal && m_proposal->digest &&
        m_place.record()->newestDigest() != m_proposal->digest) {
        dropProposal(); // it went with a relay that is not ours any more
    }
    pump();
}

// ---- what other devices have decided -----------------------------------------------------------

void RelayAccountHead::look()
{
    if (OwnObject* const record = m_place.record()) {
        record->look();
    }
}

Verdict RelayAccountHead::onForeign(const ForeignVersion& version)
{
    Work& work = *m_context.running();
    if (m_proposal && m_proposal->digest && version.follows == m_proposal->digest) {
        takeIntoForce(work);
    } else if (m_proposal) {
        dropProposal();
    }
    m_published = version.header;
    m_isWaiting = false;
    giveTime();
    store(work);
    work.afterwards([this] { m_context.later(0, [this] { resolve(); }); });
    return Verdict::Withdraw;
}

void RelayAccountHead::giveTime()
{
    m_isOverdue = false;
    if (m_published) {
        overdueIn(m_passedOver.contains(m_published->signer) ? 0 : kOverdueMs);
    }
}

void RelayAccountHead::overdueIn(int delayMs)
{
    m_context.later(delayMs, [this, version = ++m_versions] {
        if (version != m_versions || !m_published || !m_started) {
            return;
        }
        if (m_place.record() == nullptr || !m_place.record()->isOnline()) {
            return overdueIn(kOverdueMs); // nobody could be asked
        }
        m_isOverdue = true;
        m_context.guard([this] { pump(); });
    });
}

bool RelayAccountHead::mayPassOver() const
{
    const OwnObject* const record = m_place.record();
    const auto own =
        record != nullptr ? record->list().find(record->deviceKey().publicKey()) : std::nullopt;
    return m_isOverdue && m_published && own && *own < m_published->signer;
}

void RelayAccountHead::passOver()
{
    const crypto::ListIndex signer = m_published->signer;
    OwnObject& record = *m_place.record();
    ++m_turn;
    m_isForked = m_isOverdue = false;
    Work work(m_context);
    m_published.reset();
    store(work);
    if (++m_passedOver[signer] >= kPassedOverMax && signer != crypto::kRootIndex &&
        record.list().mayWrite(signer)) {
        record.strike(std::array{signer});
    }
    m_place.publish(); // what is in force here; onSettled() calls pump()
    work.commit();
    if (onTrouble) {
        onTrouble({.kind = ProblemKind::VaultBehind,
                   .technical = "the recovery record names what nobody shows"});
    }
}

void RelayAccountHead::offerKey(crypto::SharedKey key)
{
    if (key.epoch() <= m_own.sharedKey().epoch()) {
        return;
    }
    const crypto::SecretBytes bytes = key.serialize();
    std::erase_if(m_offered, [&](const crypto::SharedKey& known) {
        return std::ranges::equal(known.serialize().view(), bytes.view());
    });
    if (m_offered.size() == kOffersMax) {
        m_offered.pop_front();
    }
    m_offered.push_back(std::move(key));
    const auto keep = [this](Work& work) {
        store(work);
        work.afterwards(
            [this] { m_context.later(0, [this] { m_published ? resolve() : look(); }); });
    };
    if (Work* const running = m_context.running()) {
        return keep(*running);
    }
    m_context.guard([&] {
        Work work(m_context);
        keep(work);
        work.commit();
    });
}

void RelayAccountHead::resolve()
{
    OwnObject* const record = m_place.record();
    if (!m_published || record == nullptr || !m_started || m_isForked) {
        return;
    }
    const crypto::SharedKey& held = m_own.sharedKey();
    if (m_published->epoch < held.epoch()) {
        return caughtUp(); // by a device that did not know: what is in force here is named again
    }
    if (m_published->epoch == held.epoch()) {
        return m_published->sharedKey == held.commitment(record->id())
                   ? resolveHead()
                   : fork("two keys of one epoch");
    }
    adopt();
}

void RelayAccountHead::resolveLater(int delayMs)
{
    m_isWaiting = true;
    m_context.later(delayMs, [this, turn = ++m_turn] {
        if (turn == m_turn) {
            resolve();
        }
    });
}

bool RelayAccountHead::isNamed(const crypto::SharedKey& offered) const
{
    return m_published && offered.epoch() == m_published->epoch &&
           offered.commitment(m_place.record()->id()) == m_published->sharedKey;
}

const crypto::SharedKey* RelayAccountHead::offered() const
{
    for (const crypto::SharedKey& offered : m_offered) {
        if (isNamed(offered)) {
            return &offered;
        }
    }
    return m_offered.empty() ? nullptr : &m_offered.back();
}

std::optional<crypto::SharedKey> RelayAccountHead::keyNamed() const
{
    for (const crypto::SharedKey& offered : m_offered) {
        if (isNamed(offered)) {
            return offered.duplicate();
        }
    }
    // The account may have gone on, with words whose record is not known here yet: a newer key
    // opens the one that is named.
    for (const crypto::SharedKey& offered : m_offered) {
        auto older = offered.epoch() > m_published->epoch
                         ? crypto::EpochChain(m_own.id(), offered.duplicate())
                               .open(m_published->epoch, m_place.links)
                         : crypto::Unexpected(crypto::EpochError::NotOlder);
        if (older && isNamed(*older)) {
            return std::move(*older);
        }
    }
    return std::nullopt;
}

void RelayAccountHead::adopt()
{
    const crypto::ObjectId record = m_place.record()->id();
    const auto named = keyNamed();
    if (!named) {
        if (onKeyNeeded) {
            onKeyNeeded(m_published->epoch);
        }
        return resolveLater(kAskForKeyMs); // offerKey() calls before
    }
    crypto::EpochChain chain(m_own.id(), m_own.sharedKey().duplicate());
    const auto adopted =
        chain.adopt(*named, m_published->sharedKey, record, m_place.links, m_context.now());
    if (!adopted && adopted.error() == crypto::EpochError::OtherLine) {
        return fork("another line of keys");
    }
    if (!adopted) {
        return resolveLater(
            kAskAgainMs); // the links between are on their way, or the clock is slow
    }
    Work work(m_context);
    m_own.setSharedKey(work, chain.newest());
    std::erase_if(m_offered, [this](const crypto::SharedKey& offered) {
        return offered.epoch() <= m_own.sharedKey().epoch();
    });
    store(work);
    if (onKey) {
        onKey(m_own.sharedKey(), false);
    }
    work.afterwards([this] { m_context.later(0, [this] { resolve(); }); });
    work.commit();
}

std::optional<std::size_t> RelayAccountHead::placeOf(const crypto::DeviceLog& log) const
{
    const crypto::ObjectId record = m_place.record()->id();
    const std::vector<crypto::LogEntry>& entries = log.entries();
    for (std::size_t i = entries.size(); i-- > 0;) {
        if (m_own.sharedKey().logHeadCommitment(record, entries[i].hash().view()) ==
            m_published->logHead) {
            return i;
        }
    }
    return std::nullopt;
}

void RelayAccountHead::resolveHead()
{
    if (placeOf(m_own.log())) {
        return caughtUp();
    }
    ++m_turn;
    ask(0);
}

void RelayAccountHead::ask(std::size_t source)
{
    if (source == m_sources.size()) {
        return resolveLater(kAskAgainMs);
    }
    const std::uint64_t turn = m_turn;
    const auto isHead = [this, record = m_place.record()->id()](const crypto::EntryHash& hash) {
        return m_published &&
               m_own.sharedKey().logHeadCommitment(record, hash.view()) == m_published->logHead;
    };
    m_sources[source]->find(m_own.log(), isHead, [this, source, turn](auto entries) {
        if (turn == m_turn) {
            m_context.guard([&] { onEntries(source, std::move(entries)); });
        }
    });
}

void RelayAccountHead::onEntries(std::size_t source,
                                 std::optional<std::vector<crypto::Bytes>> entries)
{
    if (!entries || !m_published) {
        return m_published ? ask(source + 1) : void();
    }
    crypto::DeviceLog extended = m_own.log();
    const std::vector<crypto::ByteView> views(entries->begin(), entries->end());
    if (!extended.extend(views)) {
        return fork("entries that do not follow");
    }
    const auto place = placeOf(extended);
    const std::size_t known = m_own.log().entries().size();
    if (!place || *place < known) {
        return ask(source + 1);
    }
    // What stands behind the head is not in force.
    std::vector<crypto::Bytes> decided;
    for (std::size_t i = known; i <= *place; ++i) {
        const crypto::ByteView bytes = extended.entries()[i].bytes();
        decided.emplace_back(bytes.begin(), bytes.end());
    }
    Work work(m_context);
    if (m_own.extend(work, decided)) {
        m_place.onLog(work);
    }
    work.commit();
    caughtUp();
}

void RelayAccountHead::caughtUp()
{
    const bool isCurrent = m_published->epoch == m_own.sharedKey().epoch() &&
                           placeOf(m_own.log()) == m_own.log().entries().size() - 1;
    ++m_turn;
    Work work(m_context);
    m_published.reset();
    store(work);
    isCurrent ? m_place.count() : m_place.publish();
    work.commit();
    m_context.later(0, [this] { pump(); });
}

void RelayAccountHead::fork(const char* technical)
{
    m_isForked = true;
    answer(problem(ProblemKind::AccountForked));
    if (onTrouble) {
        onTrouble({.kind = ProblemKind::AccountForked, .technical = technical});
    }
}

} // namespace sotto::core
