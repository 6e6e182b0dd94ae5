.pragma library

// The people and messages of the design's pictures.

var words = ["velvet", "oyster", "summer", "garlic", "timber", "coral", "harvest", "window", "pilot", "island", "ladder", "gentle"];

var longName = "Elin’s and Mira’s shared computer in the reading room on the second floor, by the window";

var devices = [
    { deviceId: "01", name: "Desk computer", isThis: true, detail: "Added 2 March 2026, the oldest. Active now.", standingText: "This device", canShutOut: false, removalText: "It leaves your account, and your messages are wiped from this computer. Your other devices keep everything. You can add it again at any time with your twelve words." },
    { deviceId: "02", name: "Kitchen laptop", isThis: false, detail: "Added 14 June 2026. Last active yesterday.", canShutOut: true, removalText: "Shut out now, it gets nothing new, and nobody takes messages from it. In 14 days it is removed and wipes itself, unless a device of yours stops that. With your twelve words it is removed at once." },
    { deviceId: "03", name: "Elin’s new laptop", isThis: false, detail: "Added today, 09:58.", standing: 1, standingText: "Waits for approval", canApprove: true }
];

var alarms = {
    added: { kind: 0, detail: "Added today at 09:58. The name was chosen on that device.", title: "A new device was added to your account", text: "Somebody typed your twelve words on it. It can read along and write as you.", keepText: "You set up this device yourself, just now. Nothing changes, and this notice goes away on all your devices.", keepButton: "Keep the device", removeText: "Sotto shuts the device out at once. Then it asks for your twelve words and gives you new ones; the old ones stop working.", removeButton: "Remove it now", doubtText: "Not sure? Remove it. You can add the device again at any time." },
    used: { kind: 1, deviceName: "", detail: "Used today at 09:58.", title: "Your twelve words were used", text: "Somebody typed them, and added no device. Whoever has them could.", keepText: "You typed them yourself, and stopped before a device was added. Nothing changes.", keepButton: "Keep the words", removeText: "Sotto asks for your twelve words and gives you new ones; the old ones stop working.", removeButton: "Make new words", doubtText: "Not sure? Have new words made. It takes a minute." },
    removal: { kind: 2, deviceName: "Kitchen laptop", detail: "Asked today at 09:58. It happens in 13 days and 4 hours, unless you stop it.", title: "“Kitchen laptop” is to be removed", text: "Another device of yours, or somebody with your words, asked for that.", keepText: "You want it gone. It is removed when the time is over.", keepButton: "Let it happen", removeText: "Sotto stops it at once, and nothing changes.", removeButton: "Stop this", doubtText: "Not sure? Stop it. You can ask for it again at any time." },
    replacing: { kind: 3, deviceName: "Kitchen laptop", detail: "Asked today at 09:58. It happens in 13 days and 4 hours, unless you stop it.", title: "Your twelve words are being replaced", text: "A device of yours asked for new ones, without the old words.", keepText: "You lost the old words and asked for new ones. They stop working when the time is over.", keepButton: "Let it happen", removeText: "Sotto stops it at once, and nothing changes.", removeButton: "Stop this", doubtText: "Not sure? Stop it. You can ask for it again at any time." }
};

var list = [
    { conversationId: 1, name: "Mira Lindqvist", initials: "ML", colorIndex: 6, verified: true, selected: true, timeText: "09:52", previewKind: 2 },
    { conversationId: 2, name: "Sunday Choir", initials: "SC", colorIndex: 4, isGroup: true, unread: 3, timeText: "09:47", preview: "Theo: Bring the blue folders, please" },
    { conversationId: 3, name: "Noor Haddad", initials: "NH", colorIndex: 1, verified: true, pinned: true, timeText: "09:15", preview: "See you at the station then", previewState: 4 },
    { conversationId: 4, name: "Theo Adeyemi", initials: "TA", colorIndex: 2, timeText: "Yesterday", preview: "I could come by on", previewKind: 1 },
    { conversationId: 5, name: "Kitchen Rota", initials: "KR", colorIndex: 3, isGroup: true, muted: true, unread: 12, timeText: "Yesterday", preview: "Inês: Mine is Thursday again" },
    { conversationId: 6, name: "Inês Duarte", initials: "ID", colorIndex: 7, timeText: "Thu", preview: "Shall we say half past seven?" },
    { conversationId: 7, name: "Grandad", initials: "G", colorIndex: 0, verified: true, timeText: "Wed", preview: "The tomatoes are in. Rain all week, they say" },
    { conversationId: 8, name: "Jonas Weber", initials: "JW", colorIndex: 5, timeText: "Mon", preview: "Not sent: the address of the", previewState: 5 },
    { conversationId: 9, name: "Notes to self", isNotes: true, timeText: "12 Nov", preview: "Bike lock, ladder, 2 × M6 bolts" }
];

var arabicList = [
    { conversationId: 1, name: "ليلى منصور", initials: "لم", colorIndex: 6, verified: true, selected: true, timeText: "٠٩:٥٢", previewKind: 2 },
    { conversationId: 2, name: "جوقة الأحد", initials: "جأ", colorIndex: 4, isGroup: true, unread: 3, timeText: "٠٩:٤٧", preview: "سامي: أحضروا الملفات الزرقاء من فضلكم" },
    { conversationId: 3, name: "نور حداد", initials: "نح", colorIndex: 1, verified: true, timeText: "٠٩:١٥", preview: "نلتقي عند المحطة إذن", previewState: 4 },
    { conversationId: 4, name: "Theo Adeyemi", initials: "TA", colorIndex: 2, timeText: "أمس", preview: "Could you send me the address?" },
    { conversationId: 7, name: "جدّي", initials: "جد", colorIndex: 0, timeText: "الأربعاء", preview: "نضجت الطماطم، والمطر لم يتوقف طوال الأسبوع" },
    { conversationId: 9, name: "ملاحظات لنفسي", isNotes: true, timeText: "١٢ نوفمبر", preview: "قفل الدراجة، السلّم، مسماران" }
];

// Newest first, as MessageModel has them.
var mira = [
    { messageId: 9, formatted: "You are a treasure.", isFirstOfGroup: true, isUnreadStart: true, unreadText: "2 new", timeText: "09:52", isLastOfGroup: false, showsState: false },
    { messageId: 8, own: true, formatted: "🌊🛳️", emojiOnly: 2, timeText: "09:44", messageState: 3, stateText: "Delivered" },
    { messageId: 7, own: true, formatted: "", parts: [{ part: 0, formatted: "Saved it last night, here:", text: "", textFormat: 4 }, { part: 1, text: "python3 tides.py --port Varvi --day sat", formatted: "", textFormat: 0 }], isFirstOfGroup: false, timeText: "09:41", messageState: 4, stateText: "Read" },
    { messageId: 6, own: true, quotedId: 4, quotedAuthor: "Mira", quotedExcerpt: "Did the ferry times change?", formatted: "They did. The last boat back is at 18:40 now, so we should leave the lighthouse by six at the latest. I would rather sit on the pier for half an hour than run for it again.", isLastOfGroup: false, showsState: false, messageState: 4 },
    { messageId: 5, formatted: "The site is down for me: <a href='https://ferry.example/timetable'>ferry.example/timetable</a>", isFirstOfGroup: false, timeText: "09:36" },
    { messageId: 4, formatted: "Morning! Did the ferry times change?", isLastOfGroup: false, showsState: false, dayText: "Today" }
];
mira.unshift({ messageId: 10, formatted: "The kettle is on, and there is still half a cake.", isFirstOfGroup: false, timeText: "09:52" });

var arabicMira = [
    { messageId: 9, formatted: "أنتِ كنز.", isUnreadStart: true, unreadText: "1", timeText: "٠٩:٥٢" },
    { messageId: 8, own: true, formatted: "🌊🛳️", emojiOnly: 2, timeText: "٠٩:٤٤", messageState: 3, stateText: "وصلت" },
    { messageId: 7, own: true, formatted: "", parts: [{ part: 0, formatted: "حفظتها ليلة أمس:", text: "", textFormat: 4 }, { part: 1, text: "python3 tides.py --port Varvi --day sat", formatted: "", textFormat: 0 }], isFirstOfGroup: false, timeText: "٠٩:٤١", messageState: 4, stateText: "قُرئت" },
    { messageId: 6, own: true, quotedId: 4, quotedAuthor: "ليلى", quotedExcerpt: "هل تغيّرت مواعيد العبّارة؟", formatted: "نعم. آخر قارب للعودة الآن الساعة ١٨:٤٠، لذلك علينا أن نغادر المنارة في السادسة على أبعد تقدير. أفضّل الجلوس نصف ساعة على الرصيف على الركض مرة أخرى.", isLastOfGroup: false, showsState: false, messageState: 4 },
    { messageId: 5, formatted: "الموقع لا يعمل عندي: <a href='https://ferry.example/timetable'>ferry.example/timetable</a>", isFirstOfGroup: false, timeText: "٠٩:٣٦" },
    { messageId: 4, formatted: "صباح الخير! هل تغيّرت مواعيد العبّارة؟", isLastOfGroup: false, showsState: false, dayText: "اليوم" }
];

var noor = [
    { messageId: 4, own: true, formatted: "See you at the station then", isFirstOfGroup: false, timeText: "09:15", messageState: 4, stateText: "Read" },
    { messageId: 3, own: true, formatted: "I will be the one with the enormous umbrella", isLastOfGroup: false, showsState: false, messageState: 4 },
    { messageId: 2, formatted: "Platform 4", isFirstOfGroup: false, timeText: "09:02" },
    { messageId: 1, formatted: "Train is on time, for once", isLastOfGroup: false, showsState: false, dayText: "Today" }
];

var rasmus = [
    { messageId: 2, formatted: "I have the sheet music you were looking for, the Kreek psalms. Shall I scan it?", isFirstOfGroup: false, timeText: "10:04" },
    { messageId: 1, formatted: "Hello Elin! Asta from the choir gave me your invite.", isLastOfGroup: false, showsState: false, dayText: "Today" }
];

var jonas = [
    { messageId: 14, own: true, formatted: "Do you still have the ladder?", timeText: "10:12", messageState: 1, stateText: "Sending" },
    { messageId: 13, own: true, formatted: "And the drill, if Anna is done with it.", isFirstOfGroup: true, timeText: "10:11", messageState: 5, stateText: "Not sent. Try again" },
    { messageId: 12, kind: 1, formatted: "", timeText: "10:02" },
    { messageId: 11, kind: 2, text: "Jonas added a device." },
    { messageId: 10, own: true, edited: true, formatted: "I can be there at <b>seven</b>, not <i>half past</i>.", timeText: "09:58", messageState: 2, stateText: "Sent" },
    { messageId: 9, formatted: "", parts: [{ part: 2, text: "I can be there at seven", formatted: "", textFormat: 0 }, { part: 0, formatted: "That is early enough. The shop closes at eight.", text: "", textFormat: 4 }], timeText: "09:50" },
    { messageId: 8, kind: 2, text: "You compared safety numbers with Jonas.", dayText: "Yesterday" }
];

function mark(text) {
    return text.replace(/\[(.*?)\]/g, '<span style="background-color:#fce7a2; color:#1b1d1f">$1</span>');
}

var found = [
    { kind: 0, name: "People" },
    { kind: 1, name: "Lighthouse Keepers", nameFormatted: mark("[Light]house Keepers"), initials: "LK", colorIndex: 5, excerpt: "11 people" },
    { kind: 0, name: "Messages · 14" },
    { kind: 2, name: "Mira Lindqvist", initials: "ML", colorIndex: 6, verified: true, timeText: "09:41", excerpt: mark("…leave the [light]house by six at the latest") },
    { kind: 2, name: "Sunday Choir", initials: "SC", colorIndex: 4, timeText: "Tue", excerpt: mark("Inês: The [light]s in the hall are fixed") },
    { kind: 2, name: "Noor Haddad", initials: "NH", colorIndex: 1, verified: true, timeText: "3 Nov", excerpt: mark("Travelling [light] this time, only one") },
    { kind: 2, name: "Grandad", initials: "G", colorIndex: 0, verified: true, timeText: "28 Oct", excerpt: mark("By [light] of day it looked quite fine") },
    { kind: 3, name: "Show 10 more" }
];

function select(rows, id) {
    return rows.map(row => Object.assign({}, row, { selected: row.conversationId === id }));
}

// As MessageModel marks what a search finds; message 6 is the hit that one stands on.
function marked(rows, words, colors) {
    return rows.map(row => {
        const found = (row.formatted || "").replace(new RegExp(words, "g"), word => row.messageId === 6
            ? "<span style=\"background-color:" + colors.currentMark + ";color:" + colors.inkOnCurrentMark + "\">" + word + "</span>"
            : "<span style=\"background-color:" + colors.mark + "\">" + word + "</span>");
        return found === row.formatted ? row : Object.assign({}, row, { formatted: found, textFormat: 1 });
    });
}
