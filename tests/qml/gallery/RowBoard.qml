import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    color: Theme.color.sidebar
    implicitHeight: columns.implicitHeight + 32

    Row {
        id: columns

        anchors.horizontalCenter: parent.horizontalCenter
        y: 16
        spacing: 32

        SampleList { width: 303 }
        Column {
            id: states

            width: 303

            ConversationRow { width: states.width; title: "Rasmus Põld"; initials: "RP"; colorIndex: 3; time: "10:04"; preview: "Wants to write to you"; rowState: ConversationRow.Request; unread: 1 }
            ConversationRow { width: states.width; title: "Invite, not used yet"; time: ""; preview: "Ends in 7 days"; rowState: ConversationRow.Invite }
            ConversationRow { width: states.width; title: "Noor Haddad"; initials: "NH"; colorIndex: 1; time: "09:15"; preview: ""; rowState: ConversationRow.Paused }
            ConversationRow { width: states.width; title: "Keyboard here"; initials: "KH"; colorIndex: 5; time: "09:15"; preview: "The ring lies inside"; current: true }
            ConversationRow { width: states.width; title: "ليلى منصور"; initials: "لم"; colorIndex: 6; time: "09:15"; preview: "هل تغيّرت مواعيد العبّارة؟"; verified: true }
            ConversationRow { width: states.width; title: "A person with a very long name that has to end somewhere"; initials: "AS"; colorIndex: 2; time: "Yesterday"; preview: "And a preview that is just as long as it could be"; verified: true; muted: true; unread: 1234 }
            ConversationRow { width: states.width; title: "Lighthouse Keepers"; formattedTitle: "<span style='background-color:" + Theme.color.mark + "'>Light</span>house Keepers"; initials: "LK"; colorIndex: 5; group: true; time: ""; preview: "Group, 11 people" }
            ConversationRow { width: states.width; title: "Mira Lindqvist"; initials: "ML"; colorIndex: 6; time: "09:41"; preview: "x"; formattedPreview: "…leave the <span style='background-color:" + Theme.color.mark + "'>light</span>house by six at the latest"; verified: true }
            ConversationRow { width: states.width; title: "Not sent"; initials: "NS"; colorIndex: 0; time: "Mon"; preview: "See you there"; deliveryIcon: "alert" }
        }
    }
}
