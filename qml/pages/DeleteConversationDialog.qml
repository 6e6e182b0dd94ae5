import QtQuick

// Asks once more before a conversation goes.
//
//   person   the other one's name, remote text (required)
//   notes    it is the notes to oneself
ConfirmDialog {
    id: dialog

    required property string person
    property bool notes: false

    heading: qsTr("Delete this conversation?")
    lead: dialog.notes ? qsTr("All your notes go from this computer.") : qsTr("All its messages go from this computer. %1 keeps theirs, and can still write to you.").arg(dialog.person)
    confirmText: qsTr("Delete conversation")
    harmful: true
}
