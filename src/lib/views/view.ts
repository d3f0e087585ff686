export interface ViewOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** A result as text for people; pure. What a view prints is not a stable interface, the JSON is. */
export type View<R> = (result: R, options: ViewOptions) => string;
