/** The folder of the whole project. */
export const ROOT: string
