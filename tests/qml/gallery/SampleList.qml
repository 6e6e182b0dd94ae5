import QtQuick
import Sotto.Components
import Sotto.Theme

Column {
    id: list

    ConversationRow { width: list.width; title: "Mira Lindqvist"; initials: "ML"; colorIndex: 6; time: "09:52"; preview: ""; rowState: ConversationRow.Typing; verified: true; selected: true }
    ConversationRow { width: list.width; title: "Sunday Choir"; initials: "SC"; colorIndex: 4; group: true; time: "09:47"; preview: "Theo: Bring the blue folders, please, all of them"; unread: 3 }
    ConversationRow { width: list.width; title: "Noor Haddad"; initials: "NH"; colorIndex: 1; time: "09:15"; preview: "See you at the station then"; deliveryIcon: "double-check"; deliveryRead: true; verified: true }
    ConversationRow { width: list.width; title: "Theo Adeyemi"; initials: "TA"; colorIndex: 2; time: "Yesterday"; preview: "I could come by on"; rowState: ConversationRow.Draft }
    ConversationRow { width: list.width; title: "Kitchen Rota"; initials: "KR"; colorIndex: 3; group: true; time: "Yesterday"; preview: "Inês: Mine is Thursday again"; unread: 12; muted: true }
    ConversationRow { width: list.width; title: "Inês Duarte"; initials: "ID"; colorIndex: 7; time: "Thu"; preview: "Photo"; deliveryIcon: "image" }
    ConversationRow { width: list.width; title: "Grandad"; initials: "G"; colorIndex: 0; time: "Wed"; preview: "The tomatoes are in. Rain all week, they say"; verified: true }
    ConversationRow { width: list.width; title: "Jonas Weber"; initials: "JW"; colorIndex: 5; time: "Mon"; preview: "Voice message, 1:24"; deliveryIcon: "mic" }
    ConversationRow { width: list.width; title: "Notes to self"; avatarIcon: "edit"; group: true; time: "12 Nov"; preview: "Bike lock, ladder, 2 × M6 bolts" }
}
