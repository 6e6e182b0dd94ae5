import QtQml
import QtQuick.Dialogs

// What FilePicker shows for a folder; opens at once.
FolderDialog {
    id: dialog

    signal chosen(url file)

    onAccepted: dialog.chosen(dialog.selectedFolder)
    Component.onCompleted: dialog.open()
}
