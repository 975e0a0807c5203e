import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { classNames } from './content.ts';
import { type FieldOptions, field } from './form-group.ts';
import { plurals } from './translations.ts';

export type FileUploadOptions = FieldOptions & {
  readonly multiple?: boolean;
  /** Draws the drop zone where script runs. */
  readonly javascript?: boolean;
  readonly chooseFilesButtonText?: string;
  readonly noFileChosenText?: string;
  readonly multipleFilesChosenText?: Readonly<Record<string, string>>;
  readonly dropInstructionText?: string;
  readonly enteredDropZoneText?: string;
  readonly leftDropZoneText?: string;
  readonly wrapperClasses?: string;
  readonly wrapperAttributes?: AttributeValues;
};

export function fileUpload(options: FileUploadOptions): Html {
  return field(options, (id, ids) => {
    const own = attributes({
      class: classNames(
        'govuk-file-upload',
        options.classes,
        options.errorMessage && 'govuk-file-upload--error',
      ),
      id,
      name: options.name,
      type: 'file',
      disabled: options.disabled,
      multiple: options.multiple,
      'aria-describedby': ids,
    });
    const element = html`<input${own}${attributes(options.attributes)}>`;
    return options.javascript ? dropZone(options, element) : element;
  });
}

function dropZone(options: FileUploadOptions, element: Html): Html {
  const words = attributes({
    'data-i18n.choose-files-button': options.chooseFilesButtonText || undefined,
    'data-i18n.no-file-chosen': options.noFileChosenText || undefined,
    ...plurals('multiple-files-chosen', options.multipleFilesChosenText),
    'data-i18n.drop-instruction': options.dropInstructionText || undefined,
    'data-i18n.entered-drop-zone': options.enteredDropZoneText || undefined,
    'data-i18n.left-drop-zone': options.leftDropZoneText || undefined,
  });
  return html`<div class="${classNames('govuk-file-upload-wrapper', options.wrapperClasses)}" data-module="govuk-file-upload"${words}${attributes(options.wrapperAttributes)}>${element}</div>`;
}
