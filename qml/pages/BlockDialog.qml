import QtQuick

// Asks once more before somebody is blocked.
//
//   person   their name, remote text (required)
ConfirmDialog {
    id: dialog

    required property string person

    heading: qsTr("Block %1?").arg(dialog.person)
    lead: qsTr("Nothing from them reaches you any more. They are not told. What was written stays here.")
    confirmText: qsTr("Block")
    harmful: true
}
